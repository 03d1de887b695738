import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import esbuild, { type Plugin } from 'esbuild'

/** Builds the page (`page.js`, `page.css`) and the process of its window (`window.mjs`) into a folder. `root`: the project's. */
export async function bundlePreview(root: string, into: string): Promise<void> {
  const preview = path.join(root, 'tests', 'preview')
  const common = { bundle: true, logLevel: 'warning', target: 'es2022', absWorkingDir: root } as const
  await Promise.all([
    esbuild.build({
      ...common,
      entryPoints: { page: path.join(preview, 'page', 'main.ts') },
      outdir: into,
      format: 'iife',
      platform: 'browser',
      plugins: [lucide(root)],
      define: { 'process.env.NODE_ENV': '"production"' },
      minify: true,
      keepNames: true,
    }),
    esbuild.build({
      ...common,
      entryPoints: [path.join(preview, 'server', 'window-process.ts')],
      outfile: path.join(into, 'window.mjs'),
      format: 'esm',
      platform: 'node',
    }),
  ])
}

/** Lucide's icons as one module: their SVG source by name. */
function lucide(root: string): Plugin {
  const folder = path.join(root, 'node_modules/lucide-static/icons')
  return {
    name: 'lucide',
    setup(build) {
      build.onResolve({ filter: /^virtual:lucide$/ }, () => ({ path: 'lucide', namespace: 'icons' }))
      build.onLoad({ filter: /.*/, namespace: 'icons' }, () => ({ contents: JSON.stringify(iconsIn(folder)), loader: 'json' }))
    },
  }
}

function iconsIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.svg'))
  return Object.fromEntries(names.map((name) => [path.basename(name, '.svg'), sourceOf(path.join(folder, name))]))
}

function sourceOf(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
