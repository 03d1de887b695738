// The figures of the board, measured in headless Chromium by the preview's own test.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname, '..')
const VITEST = path.join(ROOT, 'node_modules', 'vitest', 'vitest.mjs')

/** Rows of figure, value and what it stands beside. `file`: where they may be written meanwhile. */
export function boardFigures(file) {
  const run = spawnSync(process.execPath, [VITEST, 'run', '--mode', 'preview', 'tests/preview/board-figures.test.ts'], {
    cwd: ROOT,
    env: { ...process.env, FORGE_FIGURES: file },
    encoding: 'utf8',
  })
  if (run.status === 0) return JSON.parse(readFileSync(file, 'utf8'))
  if (/Chromium is not installed/.test(run.stdout + run.stderr)) return [['board', 'not measured', 'Chromium is not installed']]
  throw new Error(`The board could not be measured.\n${run.stdout.slice(-2000)}${run.stderr.slice(-2000)}`)
}
