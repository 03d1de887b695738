import { beforeEach, describe, expect, it } from 'vitest'
import { ok } from '../../src/basics/result.ts'
import { holdCourt } from '../../src/court/run.ts'
import { readFeature } from '../../src/feature/feature.ts'
import { courtRun, Killed, memoryVault, mortal, policy, readingRepo, scriptedAgents, seats, type Scripted } from './fakes.ts'
import {
  ALL_GOOD,
  change,
  courtOf,
  crashes,
  DECIDED,
  FAILS,
  FORM,
  good,
  keysOf,
  play,
  reset,
  says,
  SITTING,
  SPEC,
  SPEC_TEXT,
  text,
  world,
} from './stage.ts'

beforeEach(reset)

describe('a court that is killed', () => {
  const oneFails = { ...ALL_GOOD, 'a:value': says(good(8, 'GO', FAILS)), verifier: says({ confirmed: true, reason: 'Seen.' }) }
  const mixed = { bench: seats('a:value', 'me:risk'), script: oneFails, reports: { v: {}, me: { kind: 'person' } } }

  /** Being killed between two reads is being killed before the next of these. */
  const leavesTraces = (method: string): boolean => ['create', 'edit', 'move', 'room', 'ask'].includes(method)

  /** Runs until the nth such call, then runs no more; a person ticks as soon as there is a form. */
  async function killedAt(
    calls: number,
  ): Promise<{ readonly survived: boolean; readonly kept: readonly string[]; readonly asked: readonly string[] }> {
    const bench = scriptedAgents(mixed.script, mixed.reports)
    const life = { calls }
    const vault = memoryVault(world.notes)
    const scene = {
      vault: mortal(vault, life, leavesTraces),
      repo: mortal(readingRepo(world.repo), life, leavesTraces),
      agents: mortal(bench.agents, life, leavesTraces),
      policy: policy(mixed.bench),
    }
    let survived = true
    for (let turn = 0; turn < 2 && survived; turn += 1) {
      try {
        await holdCourt(courtRun(scene), { jurors: null })
        tickForm()
      } catch (thrown) {
        if (!(thrown instanceof Killed)) throw thrown
        survived = false
      }
    }
    await new Promise((resolve) => setImmediate(resolve))
    return { survived, kept: keptLines(), asked: bench.asked.map((ask) => ask.line) }
  }

  function tickForm(): void {
    if (!world.notes.has(FORM) || text(FORM).includes('[x]')) return
    change(FORM, (now) => now.replace('- [ ] Go', '- [x] Go'))
  }

  function keptLines(): readonly string[] {
    const path = world.notes.has(SITTING) ? SITTING : DECIDED
    if (!world.notes.has(path)) return []
    return courtOf(path).entries.flatMap((entry) => (entry.kind === 'opinion' ? [entry.seat] : entry.kind === 'check' ? ['verifier'] : []))
  }

  it('comes to the same decision from every point, and asks for no kept answer again', { timeout: 300_000 }, async () => {
    let kills = 0
    for (let calls = 0; calls < 200; calls += 1) {
      world.notes = new Map([[SPEC, SPEC_TEXT]])
      const ended = await killedAt(calls)
      if (ended.survived) break
      kills += 1
      const asked: string[] = []
      for (let turn = 0; turn < 3 && !(world.notes.has(DECIDED) && turn > 0); turn += 1) {
        asked.push(...(await play(mixed)).asked)
        tickForm()
      }
      expect(
        asked.filter((line) => ended.kept.includes(line)),
        `after ${String(calls)} calls`,
      ).toEqual([])
      expect([...world.notes.keys()].sort(), `after ${String(calls)} calls`).toEqual([FORM, SPEC, DECIDED].sort())
      expect(keysOf(DECIDED)).toMatchObject({ verdict: 'KILL', status: 'DECIDED' })
      expect(keptLines().toSorted()).toEqual(['a:value', 'me:risk', 'verifier'])
      expect(keysOf(FORM)).toMatchObject({ status: 'DECIDED' })
    }
    expect(kills).toBeGreaterThanOrEqual(12)
  })

  it('only files a decision that was reached and not moved', async () => {
    await play()
    world.notes.set(SITTING, text(DECIDED))
    world.notes.delete(DECIDED)
    world.repo.head = 'f11'
    const { report, asked } = await play({ script: {}, reports: { a: {}, b: {}, c: {} } })
    expect(report).toMatchObject({ verdict: 'GO', note: DECIDED })
    expect(asked).toEqual([])
  })

  it('says what is wrong when its note is gone or broken', async () => {
    const vault = memoryVault(world.notes)
    const deletes: Scripted = () => {
      world.notes.delete(SITTING)
      return ok(good())
    }
    const { report } = await play({ script: { ...ALL_GOOD, 'a:value': deletes }, scene: { vault } })
    expect(report).toMatchObject({ exit: 1, error: { code: 'note-missing' } })
    await play({ script: { ...ALL_GOOD, 'a:value': crashes, 'b:cost': crashes } })
    change(SITTING, (now) => now.replace('**Recommends:** DEFER', '**Recommends:** perhaps'))
    expect((await play()).report).toMatchObject({ exit: 1, error: { code: 'bad-note' }, note: SITTING })
    const feature = await readFeature(vault, 'billing')
    expect(feature.ok && feature.value.state).toBe('SPEC')
  })
})
