import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { toMessage } from '../../../../src/basics/failure.ts'
import { CLIS, programOf, type Cli } from '../clis.ts'
import { readAsForge, readBare, writeFlood } from './flood.ts'
import { timeOnce, type Round, type Times } from './times.ts'

const FEW = 1_000
const MANY = 100_000
const FLOOD_TIMEOUT_MS = 120_000

type Row = readonly [figure: string, value: string, beside: string]

/** Rows for each CLI that is installed; none where none is. `at`: an empty folder. */
async function figures(at: string, rounds: number): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const cli of CLIS.filter((one) => programOf(one) !== null))
    rows.push(
      ...(await figuresOf(cli, at, rounds).catch((thrown: unknown): readonly Row[] => [[cli.kind, 'not measured', toMessage(thrown)]])),
    )
  return rows
}

async function figuresOf(cli: Cli, at: string, rounds: number): Promise<readonly Row[]> {
  const done: Round[] = []
  // The first start of a CLI on a machine is not like the others.
  await timeOnce(cli, path.join(at, `${cli.kind}-first`), 0)
  for (let round = 1; round <= rounds; round += 1) done.push(await timeOnce(cli, path.join(at, `${cli.kind}-${String(round)}`), round))
  return [...timeRows(cli, done), memoryRow(cli, done.at(-1)?.lines ?? [], path.join(at, `${cli.kind}-flood`))]
}

function timeRows({ kind }: Cli, rounds: readonly Round[]): readonly Row[] {
  const row = (name: string, of: (times: Times) => number): Row => {
    const [bare, forge] = [median(rounds.map((one) => of(one.bare))), median(rounds.map((one) => of(one.forge)))]
    return [`${kind}, ${name}`, ms(forge), `${(forge / bare).toFixed(2)} × the bare CLI (${ms(bare)}), ${ms(forge - bare)} added`]
  }
  return [row('to the first event', (one) => one.toFirst), row('last event to the answer', (one) => one.fromLast)]
}

function memoryRow({ kind }: Cli, lines: readonly string[], at: string): Row {
  mkdirSync(at)
  const measure = (mode: string, program: string): number =>
    Number(execFileSync(process.execPath, [file(), mode, kind, program, at], { timeout: FLOOD_TIMEOUT_MS }))
  const [few, many] = [path.join(at, 'few'), path.join(at, 'many')]
  writeFlood(kind, lines, FEW, few)
  const events = writeFlood(kind, lines, MANY, many)
  const [bare, little, much] = [measure('bare', many), measure('forge', few), measure('forge', many)]
  const value = `${much.toFixed(0)} MB`
  return [
    `${kind}, memory at ${String(events)} events`,
    value,
    `${little.toFixed(0)} MB at ${String(FEW)}; a bare reader ${bare.toFixed(0)} MB`,
  ]
}

const median = (numbers: readonly number[]): number => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN
const ms = (time: number): string => `${time.toFixed(Math.abs(time) < 10 ? 1 : 0)} ms`
const file = (): string => process.argv[1] ?? ''

const [mode = '', ...rest] = process.argv.slice(2)
const [first = '', second = '', third = ''] = rest
if (mode === 'figures') process.stdout.write(JSON.stringify(await figures(first, Number(second))))
else process.stdout.write(String(await (mode === 'forge' ? readAsForge(first, second, third) : readBare(second))))
