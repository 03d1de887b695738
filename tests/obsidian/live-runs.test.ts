// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock, type Clock } from '../../src/basics/clock.ts'
import { failure, type FailureCode } from '../../src/basics/failure.ts'
import type { AgentEvent } from '../../src/agents/port.ts'
import { LiveRuns, type Watcher } from '../../src/obsidian/live-runs.ts'

const CLOCK: Clock = { ...systemClock, now: () => Date.now() }
const usage = { tokensIn: 10, tokensOut: 2, costUsd: 0.1, durationS: 1 }

describe('the runs of this window', () => {
  let runs: LiveRuns
  let heard: number
  beforeEach(() => {
    vi.useFakeTimers()
    runs = new LiveRuns(CLOCK)
    heard = 0
    runs.onChange(() => (heard += 1))
  })
  afterEach(() => vi.useRealTimers())

  /** A run that goes on until it is told to end. */
  function begin(feature = 'gift-cards'): { watcher: Watcher; end: () => void; over: Promise<void> } {
    let watcher: Watcher = { stop: new AbortController().signal, progress: () => undefined }
    let end: () => void = () => undefined
    const over = runs.start({ feature, errand: 'court' }, (given) => {
      watcher = given
      return new Promise<void>((resolve) => (end = resolve))
    })
    return { watcher, end, over }
  }
  const say = (watcher: Watcher, event: AgentEvent, line = 'claude:cost'): void => watcher.progress({ type: 'agent', line, event })
  const line = () => runs.of('gift-cards')?.lines[0]

  it('tell of a thousand events at most ten times a second', () => {
    const { watcher } = begin()
    for (let at = 0; at < 1_000; at += 1) {
      say(watcher, { type: 'text', text: `line ${String(at)}` })
      vi.advanceTimersByTime(1)
    }
    expect(heard).toBeGreaterThanOrEqual(9)
    expect(heard).toBeLessThanOrEqual(10)
    expect(line()?.lastAction).toBe('line 999')
  })

  it('leave no timer behind when they end, whatever a run that is stopped still says', async () => {
    const { watcher, end, over } = begin()
    const stopped = runs.stopAll()
    runs.end()
    say(watcher, { type: 'start', agent: 'claude' })
    end()
    await Promise.all([stopped, over])
    expect(vi.getTimerCount()).toBe(0)
    expect(heard).toBe(0)
  })

  it('know of a line what it did last, what it cost, and what became of it', () => {
    const { watcher } = begin()
    say(watcher, { type: 'start', agent: 'claude' })
    say(watcher, { type: 'tool', name: 'Read', detail: 'src/a.ts\n  and more' })
    say(watcher, { type: 'usage', usage })
    expect(line()).toMatchObject({ state: 'running', lastAction: 'Read src/a.ts and more', usage, endedMs: null })
    say(watcher, { type: 'end', outcome: 'answered', usage })
    expect(line()).toMatchObject({ state: 'answered', lastAction: 'answered' })
    say(watcher, { type: 'retry', reason: 'bad JSON' })
    say(watcher, { type: 'end', outcome: 'failed', usage })
    expect(line()).toMatchObject({ state: 'failed', lastAction: 'again: bad JSON' })
  })

  it('know what it thinks and changes, and how long it waits', () => {
    const { watcher } = begin()
    say(watcher, { type: 'thinking', text: '' })
    expect(line()).toMatchObject({ lastAction: 'thinks', heardMs: Date.now(), waitsUntilMs: null })
    say(watcher, { type: 'change', path: 'src/a.ts', what: 'added' })
    expect(line()?.lastAction).toBe('added src/a.ts')
    say(watcher, { type: 'waiting', on: 'the service', forS: 10 })
    expect(line()).toMatchObject({ lastAction: 'waits for the service', waitsUntilMs: Date.now() + 10_000 })
    say(watcher, { type: 'waiting', on: 'a slot', forS: null })
    expect(line()).toMatchObject({ waitsUntilMs: 'open' })
    say(watcher, { type: 'tool', name: 'Read', detail: '' })
    expect(line()).toMatchObject({ lastAction: 'Read', waitsUntilMs: null })
    watcher.progress({ type: 'gate', command: 'npm test', state: 'running', durationS: 0 })
    expect(runs.of('gift-cards')?.lines[1]).toMatchObject({ heardMs: null })
  })

  it('keep one short line of whatever is printed', () => {
    const { watcher } = begin()
    say(watcher, { type: 'text', text: `${' \n'.repeat(5_000)}first\n${'x'.repeat(1_000_000)}` })
    expect(line()?.lastAction).toMatch(/^first x{194}$/)
    say(watcher, { type: 'text', text: ' \n ' })
    expect(line()?.lastAction).toMatch(/^first/)
  })

  it('end when they are stopped, and not before', async () => {
    const { watcher, end, over } = begin()
    const stopped = runs.stop('gift-cards')
    expect([watcher.stop.aborted, runs.of('gift-cards')?.isStopping]).toEqual([true, true])
    end()
    await Promise.all([over, stopped])
    expect(runs.current()).toEqual([])
  })

  it('remember why the last one failed until the next one begins, or it is put away', async () => {
    const why = (code: FailureCode) => failure(code, 'It failed.', 'So it is.', 'Try again.')
    runs.failed('gift-cards', why('agent-failed'))
    runs.failed('dark-mode', why('git-failed'))
    runs.failed('stopped', why('cancelled'))
    runs.failed('asked', why('waits-for-person'))
    expect([...runs.failures().keys()]).toEqual(['gift-cards', 'dark-mode'])
    runs.putAway('dark-mode')
    const { end, over } = begin()
    expect(runs.failures().size).toBe(0)
    end()
    await over
  })
})
