import { builtinModules } from 'node:module'
import { chmodSync, readFileSync } from 'node:fs'
import esbuild from 'esbuild'

const { version } = JSON.parse(readFileSync('package.json', 'utf8'))
const builtins = [...builtinModules, ...builtinModules.map((name) => `node:${name}`)]
const common = { bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', target: 'es2022', define: { FORGE_VERSION: JSON.stringify(version) } }

// The plugin: one file that loads on a phone. `import()` becomes a lazy `require`, because a renderer cannot import Node's modules natively,
// and lookbehind literals become constructor calls, because an older iOS refuses the whole file otherwise.
const plugin = {
  ...common,
  entryPoints: ['src/main.ts'],
  outfile: 'main.js',
  format: 'cjs',
  platform: 'browser',
  supported: { 'dynamic-import': false, 'regexp-lookbehind-assertions': false },
  external: ['obsidian', 'electron', '@codemirror/*', '@lezer/*', ...builtins],
}

const terminal = {
  ...common,
  entryPoints: ['src/cli.ts'],
  outfile: 'dist/cli.js',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The package is ESM; the CommonJS parts inside the bundle need a `require`.
  banner: { js: "#!/usr/bin/env node\nimport { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" },
}

await Promise.all([esbuild.build(plugin), esbuild.build(terminal)])
chmodSync('dist/cli.js', 0o755)
