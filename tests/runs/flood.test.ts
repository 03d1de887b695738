import v8 from 'node:v8'
import vm from 'node:vm'
import { describe, expect, it } from 'vitest'
import { openAgents } from '../../src/agents/agents.ts'
import { systemClock } from '../../src/basics/clock.ts'
import { withEvent } from '../../src/obsidian/live-runs.ts'
import type { LiveRun } from '../../src/obsidian/live-runs.ts'
import { ask, fixture } from '../agents/bench.ts'

const MEGABYTE = 1024 * 1024
/** What may be on its way when it is looked at. */
const MOST_BYTES = 4 * MEGABYTE

v8.setFlagsFromString('--expose-gc')
const collect: unknown = vm.runInNewContext('gc')

/** Bytes that are still in use. */
function inUse(): number {
  if (typeof collect === 'function') Reflect.apply(collect, undefined, [])
  return process.memoryUsage().heapUsed
}

describe('an agent that tells 100,000 events', () => {
  it('holds no memory while they come: neither in its reading nor on the board', async () => {
    const env = { PATH: process.env['PATH'] ?? '' }
    const grown: number[] = []
    let told = 0
    let live: LiveRun = {
      key: 'b',
      feature: 'b',
      errand: 'court',
      startedMs: 0,
      step: '',
      lines: [],
      isStopping: false,
      isRehearsal: false,
    }
    const before = inUse()
    const agents = openAgents(
      { agents: { mine: fixture('chatters.mjs') }, device: { platform: 'linux', env, fileEnv: {} }, home: '/', rehearsal: null },
      {
        ...{ runId: `flood-${String(process.pid)}`, feature: 'billing', timeoutMs: 60_000, clock: systemClock },
        stop: new AbortController().signal,
        log: () => undefined,
        progress: (line, event) => {
          live = withEvent(live, { type: 'agent', line, event }, told)
          if ((told += 1) % 25_000 === 0) grown.push(inUse() - before)
        },
      },
    )
    const { answer } = await agents.ask(ask('mine'))
    expect(answer).toMatchObject({ ok: true, value: { word: 'enough' } })
    expect(live.lines).toMatchObject([{ state: 'answered' }])
    expect(grown).toHaveLength(4)
    const [first = NaN, ...later] = grown
    for (const bytes of later) expect(bytes - first).toBeLessThan(MOST_BYTES)
  })
})
