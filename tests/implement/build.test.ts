import { describe, expect, it } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { type World } from './fakes.ts'
import { ANSWER_BUILD, answerPlan, decided, go, IMPLEMENT, keysOf, noteOf, PLAN, reviewed } from './journey.ts'

describe('gates that fail', () => {
  const failing = async (passesAt: number): Promise<World> => {
    const world = await decided()
    world.gatesPass = ({ gateRuns }) => gateRuns >= passesAt
    await go(world)
    answerPlan(world, PLAN, 'approve')
    return world
  }

  it('go back to the builder with what they said, and the work is committed once they pass', async () => {
    const world = await failing(2)
    const willing = world.answer
    world.answer = (ask, at) => {
      willing(ask, at)
      return world.asked('builder') > 1
        ? { ...ANSWER_BUILD, commit: { ...ANSWER_BUILD.commit, subject: 'repair the total' } }
        : ANSWER_BUILD
    }
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.asked('builder')).toBe(2)
    expect(world.asks.at(-1)?.prompt).toContain('expected 90')
    expect(world.commits.map((commit) => commit.message.split('\n')[0])).toEqual(['feat(billing): add billing'])
    expect(
      noteOf(world)
        .attempts[0]?.entries.filter((entry) => entry.kind === 'build')
        .map((build) => build.repair),
    ).toEqual([false, true])
  })

  it('end the run after the allowed repairs, with nothing committed and nothing called built', async () => {
    const world = await failing(99)
    expect(await go(world)).toMatchObject({ exit: 4, error: { code: 'gates-failed' }, state: 'IMPLEMENTING' })
    expect([world.asked('builder'), world.gateRuns, world.commits.length]).toEqual([3, 3, 0])
    expect(keysOf(world)).toMatchObject({ step: 'building', gates: 'failed' })
    expect(world.text(IMPLEMENT).slice(0, 1500)).toContain('[!failure] Gates failed')
  })

  it('run again first when the command is run again, for the person may have repaired it', async () => {
    const world = await failing(4)
    await go(world)
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect([world.asked('builder'), world.gateRuns, world.commits.length]).toEqual([3, 4, 1])
  })

  it('open a new round of repairs when they still fail', async () => {
    const world = await failing(99)
    await go(world)
    expect(await go(world)).toMatchObject({ exit: 4 })
    expect([world.asked('builder'), world.gateRuns]).toEqual([5, 6])
  })

  it('are not repaired where the policy allows none', async () => {
    const world = await failing(99)
    world.policy = { ...world.policy, heal_attempts: 0 }
    expect(await go(world)).toMatchObject({ exit: 4 })
    expect(await go(world)).toMatchObject({ exit: 4 })
    expect([world.asked('builder'), world.gateRuns]).toEqual([1, 2])
  })
})

describe('what an agent did beyond its task', () => {
  const approved = async (): Promise<World> => {
    const world = await decided()
    await go(world)
    answerPlan(world, PLAN, 'approve')
    return world
  }

  it('a breach is told and nothing is committed; the next run goes on from the saved answer', async () => {
    const world = await approved()
    world.breaches = ['The hook pre-commit was changed.']
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect(world.text(IMPLEMENT)).toContain('The hook pre-commit was changed.')
    expect([world.commits.length, world.gateRuns]).toEqual([0, 0])
    world.breaches = []
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.asked('builder')).toBe(1)
  })

  it('a planner that wrote into its room is a breach, and its plan is kept', async () => {
    const world = await decided()
    world.roomChanges = ['src/a.ts']
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.asked('planner')).toBe(1)
  })

  it('a planner that fails is looked at all the same', async () => {
    const world = await decided()
    world.answer = () => failure('agent-failed', 'x', 'x', 'x')
    world.breaches = ['The hook pre-commit was changed.']
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect(world.text(IMPLEMENT)).toContain('The hook pre-commit was changed.')
    expect(keysOf(world)).toMatchObject({ tokens_in: 100 })
  })

  it('files of the main tree written while the planner reads are remarked and stop nothing', async () => {
    const world = await decided()
    world.written = ['Files of the main working tree were written: a.txt.']
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.text(IMPLEMENT)).toContain('a.txt')
  })

  it('a gate that plants a hook is a breach, and nothing is committed', async () => {
    const world = await approved()
    world.gatesPass = () => {
      world.breaches = ['Hooks or settings of git changed: pre-commit.']
      return true
    }
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect(world.text(IMPLEMENT)).toContain('pre-commit')
    expect(world.commits).toEqual([])
  })

  it('a setup that plants a hook is a breach, before anything is paid', async () => {
    const world = await approved()
    world.policy = { ...world.policy, setup: ['npm ci'] }
    world.breaches = ['Hooks or settings of git changed: pre-commit.']
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect([world.setups, world.asked('builder')]).toEqual([1, 0])
  })

  it('protected files and too large a change are not committed', async () => {
    for (const [policy, code, exit] of [
      [{ protected_paths: ['SRC'] }, 'protected-path', 1],
      [{ max_changed_files: 0 }, 'limit-reached', 5],
      [{ max_changed_lines: 2 }, 'limit-reached', 5],
    ] as const) {
      const world = await approved()
      world.policy = { ...world.policy, ...policy }
      expect(await go(world)).toMatchObject({ exit, error: { code } })
      expect(world.commits).toEqual([])
      expect(keysOf(world)).toMatchObject({ step: 'building' })
      world.policy = { ...world.policy, protected_paths: [], max_changed_files: 9, max_changed_lines: 99 }
      expect(await go(world)).toMatchObject({ exit: 0 })
      expect([world.asked('builder'), world.gateRuns]).toEqual([1, 2])
    }
  })

  it('a builder that changes nothing has failed, and is asked again next time', async () => {
    const world = await approved()
    const willing = world.answer
    world.answer = () => ANSWER_BUILD
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'agent-failed' } })
    expect([world.gateRuns, world.commits.length]).toEqual([0, 0])
    world.answer = willing
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.asked('builder')).toBe(2)
  })

  it('an agent that fails costs what it cost, and the next run asks again', async () => {
    const world = await approved()
    const willing = world.answer
    world.answer = () => failure('agent-timed-out', 'x', 'x', 'x')
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'agent-timed-out' } })
    expect(keysOf(world)).toMatchObject({ tokens_in: 100, cost_usd: 0.5, step: 'building' })
    world.answer = willing
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(keysOf(world)).toMatchObject({ tokens_in: 200, cost_usd: 1 })
  })
})

describe('setting up the worktree', () => {
  it('happens once, and again in a new folder', async () => {
    const world = await decided()
    world.policy = { ...world.policy, setup: ['npm ci'] }
    world.gatesPass = ({ gateRuns }) => gateRuns >= 3
    await go(world)
    answerPlan(world, PLAN, 'approve')
    await go(world)
    expect(world.setups).toBe(1)
    reviewed(world, 'REJECTED')
    world.isBenchMade = false
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(world.setups).toBe(2)
  })

  it('that fails stops before anything is paid', async () => {
    const world = await decided()
    world.policy = { ...world.policy, setup: ['npm ci'] }
    world.setupPass = false
    await go(world)
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'not-ready', why: 'Its last line: no network' } })
    expect(world.asked('builder')).toBe(0)
  })
})

describe('a person who builds', () => {
  it('is told where, and their work goes through the same gates', async () => {
    const world = await decided()
    world.kinds['builder-agent'] = 'person'
    world.gatesPass = ({ gateRuns }) => gateRuns >= 2
    await go(world)
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 3, error: { code: 'waits-for-person' } })
    expect(world.text(IMPLEMENT)).not.toContain('/bench')
    world.touch('src/billing.ts')
    expect(await go(world)).toMatchObject({ exit: 3, error: { code: 'waits-for-person' } })
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect([world.asked('builder'), world.commits.length]).toEqual([0, 1])
  })
})
