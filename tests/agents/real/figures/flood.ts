import { spawn } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { openAgents } from '../../../../src/agents/agents.ts'
import type { Said } from '../../../../src/agents/kind.ts'
import { kindOf } from '../../../../src/agents/kinds.ts'
import { systemClock } from '../../../../src/basics/clock.ts'
import { CLIS } from '../clis.ts'
import { makePlace, question } from './place.ts'

const ENDS: ReadonlySet<Said['type']> = new Set(['done', 'error', 'retry', 'draft'])

/**
 * Writes a program that prints what a CLI printed, its events in the middle again and again until there are `events` lines. Returns the
 * number of lines.
 */
export function writeFlood(kindName: string, lines: readonly string[], events: number, file: string): number {
  const kind = kindOf(kindName)
  if (kind === null) throw new Error(`No kind ${kindName}`)
  const isEnd = (line: string): boolean => kind.read(decoded(line)).some(({ type }) => ENDS.has(type))
  const end = lines.findIndex(isEnd)
  const [middle, rest] = [lines.slice(0, end), lines.slice(end)]
  if (middle.length === 0) throw new Error('It printed nothing before its end')
  const repeated = Array.from({ length: Math.ceil((events - rest.length) / middle.length) }, () => middle.join('\n'))
  writeFileSync(`${file}.jsonl`, `${[...repeated, ...rest].join('\n')}\n`)
  writeFileSync(file, `#!/bin/sh\nexec cat '${file}.jsonl'\n`)
  chmodSync(file, 0o755)
  return repeated.length * middle.length + rest.length
}

function decoded(line: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(line)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

/** Peak memory of this whole process in MB, after it has read the flood as Forge reads it. */
export async function readAsForge(kind: string, program: string, at: string): Promise<number> {
  const cli = CLIS.find((one) => one.kind === kind)
  if (cli === undefined) throw new Error(`No CLI ${kind}`)
  const place = makePlace(at, cli, 'http://127.0.0.1:9', 'http://127.0.0.1:9', { path: program, maxToolCalls: Infinity })
  let events = 0
  const agents = openAgents(place.on, {
    runId: `flood-${String(process.pid)}`,
    feature: 'shop',
    timeoutMs: 120_000,
    clock: systemClock,
    stop: new AbortController().signal,
    log: () => undefined,
    progress: () => {
      events += 1
    },
  })
  const { answer } = await agents.ask(question(place.repo))
  if (!answer.ok || events === 0) throw new Error(answer.ok ? 'No event came' : `${answer.error.what} ${answer.error.why}`)
  return peakMb()
}

/** The same of a process that splits the same lines and keeps none. */
export function readBare(program: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [], { stdio: ['ignore', 'pipe', 'ignore'] })
    let rest = ''
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      rest = (rest + piece).split('\n').pop() ?? ''
    })
    child.once('error', reject)
    child.once('close', () => resolve(peakMb()))
  })
}

function peakMb(): number {
  return process.resourceUsage().maxRSS / 1000
}
