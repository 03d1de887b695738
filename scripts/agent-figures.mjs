// The figures of the agent CLIs that are installed for the suite on the real ones: each beside the same CLI run bare, in one run.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import esbuild from 'esbuild'

const ROOT = path.resolve(import.meta.dirname, '..')

/** Rows of figure, value and what it stands beside. `place`: an empty folder. */
export async function agentFigures(place, rounds) {
  const program = path.join(place, 'figures.mjs')
  mkdirSync(place)
  const banner = { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" }
  const define = { 'import.meta.dirname': JSON.stringify(path.join(ROOT, 'tests/agents/real')) }
  const entryPoints = [path.join(ROOT, 'tests/agents/real/figures/main.ts')]
  await esbuild.build({
    entryPoints,
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner,
    define,
    logLevel: 'error',
  })
  const run = spawnSync(process.execPath, [program, 'figures', place, String(rounds)], { encoding: 'utf8' })
  if (run.status !== 0) throw new Error(`The agent CLIs could not be measured.\n${run.stdout.slice(-2000)}${run.stderr.slice(-2000)}`)
  const rows = JSON.parse(run.stdout)
  return rows.length > 0 ? rows : [['agent CLIs', 'not measured', 'none is installed in tests/agents/real/installed']]
}
