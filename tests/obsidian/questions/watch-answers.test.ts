import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { stillAwaiting } from '../../../src/commands/open-questions.ts'
import { readFeature } from '../../../src/feature/feature.ts'
import { nextSteps } from '../../../src/feature/next.ts'
import { tick } from '../../../src/markdown/questions.ts'
import type { Standing } from '../../../src/obsidian/feature-index.ts'
import type { Forge } from '../../../src/obsidian/forge.ts'
import { rememberGiven } from '../../../src/obsidian/questions/given-here.ts'
import { REST_MS } from '../../../src/obsidian/questions/go-on-queue.ts'
import { AFTER_RUN_MS, LOOK_AFTER_MS, watchAnswers } from '../../../src/obsidian/questions/watch-answers.ts'
import { answerPlan, decided, go, PLAN } from '../../implement/journey.ts'
import type { World } from '../../implement/fakes.ts'

const device = vi.hoisted(() => ({ canRun: true, goesOn: false }))
vi.mock('../../../src/obsidian/load-desktop.ts', () => ({
  canRun: () => device.canRun,
  loadDesktop: () => Promise.resolve({ goesOn: () => Promise.resolve(device.goesOn) }),
}))

interface Said {
  readonly about: string
  readonly text: string
  readonly offer: { readonly label: string; act(): void } | null
  readonly ms: number | undefined
}

/** The plugin's shared parts, as far as the watch uses them, over notes in memory. */
class Desk {
  readonly said: Said[] = []
  readonly performed: string[] = []
  readonly begun: string[] = []
  readonly forge: Forge
  /** The feature that a run is on. */
  running: string | null = null
  private readonly standings = new Map<string, Standing>()
  private changed: (names: ReadonlySet<string>) => void = () => undefined
  private runsChanged: () => void = () => undefined

  constructor(readonly world: World) {
    const parts = {
      app: { workspace: { getActiveViewOfType: () => null } },
      plugin: { register: () => undefined },
      vault: world.run().vault,
      clock: { now: () => Date.now(), today: () => '2026-03-05' },
      features: {
        of: (name: string) => this.standings.get(name) ?? null,
        onChange: (listener: (names: ReadonlySet<string>) => void) => (this.changed = listener),
      },
      runs: {
        of: (name: string) => (name === this.running ? {} : null),
        current: () => (this.running === null ? [] : [{ feature: this.running }]),
        onChange: (listener: () => void) => (this.runsChanged = listener),
      },
      notices: {
        say: (about: string, text: string, offer: Said['offer'] = null, ms?: number) => this.said.push({ about, text, offer, ms }),
        fail: (about: string, { what }: { what: string }) => this.said.push({ about, text: what, offer: null, ms: undefined }),
      },
      perform: (action: string, feature: string, begun: string) => {
        this.begun.push(begun)
        this.performed.push(`${action} ${feature}`)
        return Promise.resolve()
      },
    }
    this.forge = parts as unknown as Forge
    watchAnswers(this.forge)
  }

  /** Notes changed, as the feature index tells it; then so much time goes by. */
  async change(ms = LOOK_AFTER_MS): Promise<void> {
    const feature = await readFeature(this.forge.vault, 'billing')
    if (!feature.ok) throw new Error(feature.error.what)
    const awaiting = await stillAwaiting(this.forge.vault, feature.value)
    const answered = feature.value.awaiting.filter((name) => !awaiting.includes(name))
    this.standings.set('billing', { feature: feature.value, awaiting, answered, next: nextSteps(feature.value, awaiting) })
    this.changed(new Set(['billing']))
    await vi.advanceTimersByTimeAsync(ms)
  }

  async setRunning(running: string | null, ms = LOOK_AFTER_MS): Promise<void> {
    this.running = running
    this.runsChanged()
    await vi.advanceTimersByTimeAsync(ms)
  }

  answer(option: string, words = ''): void {
    answerPlan(this.world, PLAN, option, words)
  }
}

async function waiting(): Promise<Desk> {
  const world = await decided()
  await go(world)
  const desk = new Desk(world)
  await desk.change()
  expect(desk.said).toEqual([])
  return desk
}

describe('answers that come in', () => {
  beforeEach(() => {
    Object.assign(device, { canRun: true, goesOn: false })
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    vi.stubGlobal('window', { setTimeout, clearTimeout })
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  it('are said once, with a way to go on', async () => {
    const desk = await waiting()
    desk.answer('approve')
    await desk.change()
    await desk.change()
    expect(desk.said.map((one) => one.text)).toEqual(['billing · Plan: approve, answered elsewhere.'])
    expect(desk.performed).toEqual([])
    desk.said[0]?.offer?.act()
    expect([desk.performed, desk.begun]).toEqual([['implement billing'], ['person']])
  })

  it('are said anew where the answer is another one', async () => {
    const desk = await waiting()
    desk.answer('approve')
    await desk.change()
    desk.answer('stop')
    await desk.change()
    expect(desk.said.map((one) => one.text)).toEqual([
      'billing · Plan: approve, answered elsewhere.',
      'billing · Plan: stop, answered elsewhere.',
    ])
  })

  it('are not told to the person who gave them here, nor where a run has taken them in by then', async () => {
    const desk = await waiting()
    rememberGiven(desk.forge, { question: 'plan', option: 'approve', path: PLAN })
    desk.answer('approve')
    await desk.change()
    expect(desk.said).toEqual([])

    const other = await waiting()
    other.answer('stop')
    await other.change(0)
    await go(other.world)
    await other.change()
    expect(other.said).toEqual([])
  })

  it('wait for the end of a run', async () => {
    const desk = await waiting()
    await desk.setRunning('billing')
    desk.answer('approve')
    await desk.change()
    expect(desk.said).toEqual([])
    await desk.setRunning(null)
    expect(desk.said).toHaveLength(1)
  })

  it('are followed by themselves where the device says so, once the answer has rested', async () => {
    const desk = await waiting()
    device.goesOn = true
    desk.answer('approve')
    await desk.change()
    expect([desk.said.map((one) => one.offer?.label), desk.performed]).toEqual([['Not now'], []])
    await vi.advanceTimersByTimeAsync(REST_MS)
    expect([desk.performed, desk.begun]).toEqual([['implement billing'], ['itself']])
    // The run failed and left the answer where it was: that is no reason to begin again.
    await desk.change(REST_MS * 3)
    expect(desk.performed).toEqual(['implement billing'])
  })

  it('are not followed by themselves after a no, a change of mind, or while words may still be coming', async () => {
    device.goesOn = true
    const desk = await waiting()
    desk.answer('approve')
    await desk.change()
    desk.said[0]?.offer?.act()
    await desk.change(REST_MS * 2)
    expect(desk.performed).toEqual([])

    const other = await waiting()
    other.answer('approve')
    await other.change()
    other.world.edit(PLAN, (text) => tick(text.replace('[x]', '[ ]'), 'plan', 'revise', ''))
    await other.change(REST_MS * 2)
    expect(other.performed).toEqual([])
    expect(other.said.at(-1)?.offer?.label).toBe('Go on')
    other.answer('revise', 'Leave the cart alone.')
    await other.change(REST_MS * 2)
    expect(other.performed).toEqual(['implement billing'])
  })

  it('are offered, and not followed by themselves, where a run was on as they came: its agent can tick a box too', async () => {
    device.goesOn = true
    const desk = await waiting()
    await desk.setRunning('login')
    desk.answer('approve')
    await desk.change(REST_MS * 2)
    expect([desk.said.map((one) => one.offer?.label), desk.performed]).toEqual([['Go on'], []])
    await desk.setRunning(null)
    await desk.change(REST_MS * 2)
    expect(desk.performed).toEqual([])

    const late = await waiting()
    await late.setRunning('login')
    await late.setRunning(null, AFTER_RUN_MS - 1)
    late.answer('approve')
    await late.change(REST_MS * 2)
    expect(late.performed).toEqual([])
  })

  it('that rest are only offered once a run has touched their notes', async () => {
    device.goesOn = true
    const desk = await waiting()
    desk.answer('approve')
    await desk.change()
    await desk.setRunning('login', 0)
    await desk.change(REST_MS * 2)
    expect([desk.said.map((one) => one.offer?.label), desk.performed]).toEqual([['Not now', 'Go on'], []])
  })

  it('are followed by themselves after a run that left them alone', async () => {
    device.goesOn = true
    const desk = await waiting()
    await desk.setRunning('login')
    await desk.change()
    await desk.setRunning(null, AFTER_RUN_MS)
    await desk.change()
    desk.answer('approve')
    await desk.change(LOOK_AFTER_MS + REST_MS)
    expect(desk.performed).toEqual(['implement billing'])
  })

  it('are not followed by themselves where they were given here', async () => {
    device.goesOn = true
    const desk = await waiting()
    rememberGiven(desk.forge, { question: 'plan', option: 'approve', path: PLAN })
    desk.answer('approve')
    await desk.change(REST_MS * 2)
    expect([desk.said, desk.performed]).toEqual([[], []])
  })

  it('are said anew, with a no that counts, where another answer comes while one rests', async () => {
    device.goesOn = true
    const desk = await waiting()
    desk.answer('approve')
    await desk.change()
    desk.answer('stop')
    await desk.change()
    expect(desk.said.map((one) => [one.offer?.label, one.ms])).toEqual([
      ['Not now', REST_MS],
      ['Not now', REST_MS],
    ])
    expect(desk.said[1]?.text).toContain('Plan: stop')
    desk.said[1]?.offer?.act()
    await desk.change(REST_MS * 2)
    expect(desk.performed).toEqual([])
  })

  it('are left to the desktop by a phone', async () => {
    device.canRun = false
    const desk = await waiting()
    desk.answer('approve')
    await desk.change(REST_MS * 2)
    expect([desk.said, desk.performed]).toEqual([[], []])
  })
})
