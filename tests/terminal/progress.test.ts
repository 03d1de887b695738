import { describe, expect, it } from 'vitest'
import { NO_USAGE, type AgentEvent } from '../../src/agents/port.ts'
import { progressPrinter } from '../../src/terminal/progress.ts'

/** What the terminal shows of one agent's events, a second apart, without the name and the time of the line. */
function printed(events: readonly AgentEvent[], columns = 100): readonly string[] {
  const lines: string[] = []
  let nowMs = 0
  const stderr = (text: string): void => void lines.push(text.replace(/^ {2}builder {12}/, '').trimEnd())
  const print = progressPrinter({ stdout: () => undefined, stderr, interactive: false, columns, colour: false }, () => (nowMs += 1000))
  for (const event of events) print({ type: 'agent', line: 'builder', event })
  return lines.map((line) => line.trim().replace(/^[\d.]+ s {2}/, ''))
}

describe('progress in the terminal', () => {
  it('tells what an agent thinks, says, uses and changes, and what it waits for', () => {
    expect(
      printed([
        { type: 'start', agent: 'claude' },
        { type: 'thinking', text: '' },
        { type: 'thinking', text: '' },
        { type: 'usage', usage: NO_USAGE },
        { type: 'thinking', text: '' },
        { type: 'thinking', text: 'First\nthe tests.' },
        { type: 'text', text: ' \n' },
        { type: 'text', text: 'Writing.' },
        { type: 'tool', name: 'Edit', detail: 'src/a.ts' },
        { type: 'change', path: 'src/a.ts', what: 'edited' },
        { type: 'tool', name: 'TodoWrite', detail: '' },
        { type: 'retry', reason: 'The service failed.' },
        { type: 'waiting', on: 'the service', forS: 45 },
        { type: 'waiting', on: 'the service', forS: 200 },
        { type: 'waiting', on: 'a slot', forS: null },
        { type: 'end', outcome: 'answered', usage: { ...NO_USAGE, tokensIn: 1200, tokensOut: 180, costUsd: 0.12 } },
      ]),
    ).toEqual([
      'claude starts',
      'thinks',
      'thinks: First the tests.',
      'Writing.',
      'Edit src/a.ts',
      'edited src/a.ts',
      'TodoWrite',
      'again: The service failed.',
      'waits for the service, 45 s',
      'waits for the service, 3 min',
      'waits for a slot',
      'answered · 1.2 k tokens in, 180 out, $0.12',
    ])
  })

  it('is never wider than the terminal', () => {
    expect(printed([{ type: 'thinking', text: 'x'.repeat(500) }])[0]?.length).toBeLessThan(100)
  })
})
