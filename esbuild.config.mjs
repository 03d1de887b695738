// Usage: node esbuild.config.mjs [FOLDER]: main.js and dist/ are written below FOLDER, which is this one by default.
import { builtinModules } from 'node:module'
import { chmodSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import esbuild from 'esbuild'
import { embedded } from './scripts/embedded.mjs'
import { plainYaml } from './scripts/plain-yaml.mjs'

/** A command that runs now may still load a part of the build before. */
const KEEP_OLD_PARTS_MS = 10 * 60_000

const into = process.argv[2] ?? '.'
const dist = path.join(into, 'dist')
const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
const shorten = async (text) => (await esbuild.transform(text, { minify: true, format: 'esm', target: 'node20' })).code
const builtins = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)]
const common = {
  bundle: true,
  minify: true,
  legalComments: 'none',
  plugins: [plainYaml],
  logLevel: 'warning',
  target: 'es2022',
  define: { FORGE_VERSION: JSON.stringify(version) },
}

// The plugin: one file that loads on a phone. `import()` becomes a lazy `require`, because a renderer cannot import Node's modules natively,
// and lookbehind literals become constructor calls, because an older iOS refuses the whole file otherwise.
const plugin = {
  ...common,
  entryPoints: ['src/main.ts'],
  outfile: path.join(into, 'main.js'),
  format: 'cjs',
  platform: 'browser',
  define: { ...common.define, ...(await embedded(shorten)) },
  supported: { 'dynamic-import': false, 'regexp-lookbehind-assertions': false },
  alias: { 'decode-named-character-reference': './src/obsidian/named-reference.ts' },
  external: ['obsidian', 'electron', '@codemirror/*', '@lezer/*', ...builtins],
}

// The command: `cli.js` and the parts that it loads when a command needs them, so that a look at the status waits for no stage's code.
const terminal = {
  ...common,
  entryPoints: ['src/cli.ts'],
  outdir: dist,
  splitting: true,
  chunkNames: 'part-[hash]',
  metafile: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The package is ESM; the CommonJS parts inside the bundle need a `require`.
  banner: {
    js: "#!/usr/bin/env node\nimport { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
  },
}

const [, { metafile }] = await Promise.all([buildPlugin(), esbuild.build(terminal)])
chmodSync(path.join(dist, 'cli.js'), 0o755)
removeOldParts(new Set(Object.keys(metafile.outputs).map((file) => path.basename(file))))

/**
 * In two steps: modules are joined first, into what loads at the start and what loads later. Else each module that may load later gets a
 * wrapper of its own.
 */
async function buildPlugin() {
  const parts = mkdtempSync(path.join(tmpdir(), 'forge-parts-'))
  const { outfile: _, ...joined } = {
    ...plugin,
    supported: {},
    minify: false,
    minifySyntax: true,
    format: 'esm',
    splitting: true,
    outdir: parts,
  }
  try {
    await esbuild.build(joined)
    await esbuild.build({ ...plugin, entryPoints: [path.join(parts, 'main.js')] })
  } finally {
    rmSync(parts, { recursive: true, force: true })
  }
}

function removeOldParts(made) {
  for (const name of readdirSync(dist).filter((one) => one.startsWith('part-') && !made.has(one))) {
    const file = path.join(dist, name)
    if (existsSync(file) && Date.now() - statSync(file).mtimeMs > KEEP_OLD_PARTS_MS) rmSync(file, { force: true })
  }
}
