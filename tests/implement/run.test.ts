import { describe, expect, it } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { renderCourt } from '../../src/notes/court-note.ts'
import { proseHash } from '../../src/markdown/prose.ts'
import { tick } from '../../src/markdown/questions.ts'
import { court, ruling } from '../notes/court-samples.ts'
import { keepsTheVaultContract } from '../vault/vault-contract.ts'
import { BASE, memoryVault, USAGE, World } from './fakes.ts'
import { ANSWER_BUILD, ANSWER_PLAN, answerPlan, built, COURT, decided, go, IMPLEMENT, keysOf, noteOf, PLAN, SPEC } from './journey.ts'

describe('the vault of these tests', () => keepsTheVaultContract(() => Promise.resolve(memoryVault(new World()))))

describe('from GO to a commit', () => {
  it('leaves a plan to be approved and waits', async () => {
    const world = await decided()
    const report = await go(world)
    expect(report).toMatchObject({
      feature: 'billing',
      stage: 'implement',
      state: 'IMPLEMENTING',
      exit: 3,
      awaiting: ['plan'],
      error: null,
      note: IMPLEMENT,
    })
    expect(keysOf(world)).toMatchObject({
      status: 'IMPLEMENTING',
      step: 'planned',
      base_sha: BASE,
      base_branch: 'main',
      branch: 'forge/billing',
      awaiting: ['plan'],
      attempt: 1,
      repo: 'shop',
      court_decision: '[[2026-03-05_billing_court]]',
    })
    expect(keysOf(world, PLAN)).toMatchObject({ version: 1, for_attempt: 1, tokens_in: USAGE.tokensIn, cost_usd: 0.5, repo: 'shop' })
    expect(world.asks.map((ask) => [ask.role, ask.access, ask.folder])).toEqual([['planner', 'read', '/room']])
    expect(world.asks[0]?.prompt).toContain('Billing for the shop.')
  })

  it('names who planned and built in whose place, and what did not hold them', async () => {
    const world = await decided()
    world.answered = { by: { agent: 'sub', family: 'sub' }, unconfined: true }
    await go(world)
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
    const entries = noteOf(world).attempts.flatMap((attempt) => attempt.entries)
    expect(entries).toContainEqual(
      expect.objectContaining({
        about: 'Planner',
        lines: [
          `${world.policy.planner} could not be asked; sub answered in its place.`,
          'Nothing held sub to its folder; this device allows that.',
        ],
      }),
    )
    expect(entries.find((entry) => entry.kind === 'build')?.builder).toBe(
      `sub in place of ${world.policy.builder} (nothing holds it to its folder; this device allows that)`,
    )
  })

  it('asks nobody again while the plan waits', async () => {
    const world = await decided()
    await go(world)
    const before = new Map(world.notes)
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.asks).toHaveLength(1)
    expect(world.notes).toEqual(before)
  })

  it('builds, runs the gates, commits by itself and records what git says', async () => {
    const world = await built()
    expect(world.asks.map((ask) => [ask.role, ask.access, ask.folder, ask.allowedCommands])).toEqual([
      ['planner', 'read', '/room', []],
      ['builder', 'edit', '/bench', ['npm test']],
    ])
    expect(world.commits).toHaveLength(1)
    expect(world.commits[0]?.message).toBe('feat(billing): add billing\n\nAs planned.\n\nForge-Feature: billing')
    expect(keysOf(world)).toMatchObject({
      step: 'built',
      gates: 'passed',
      head_sha: '1'.repeat(40),
      base_sha: BASE,
      awaiting: [],
      tokens_in: 100,
    })
    expect(noteOf(world).attempts[0]?.entries.map((entry) => entry.kind)).toEqual(['remark', 'remark', 'build', 'gates', 'commit'])
    expect(world.asks[1]?.prompt).toContain('Add a billing module.')
  })

  it('has nothing to do once it is built', async () => {
    const world = await built()
    const before = new Map(world.notes)
    expect(await go(world)).toMatchObject({ exit: 0, error: null, next: 'It is built. Run critique.' })
    expect([world.asks.length, world.gateRuns]).toEqual([2, 1])
    expect(world.notes).toEqual(before)
  })

  it('sets the base once, though the main branch moves on', async () => {
    const world = await decided()
    await go(world)
    world.headSha = 'c'.repeat(40)
    answerPlan(world, PLAN, 'approve')
    await go(world)
    expect(keysOf(world)).toMatchObject({ base_sha: BASE })
  })

  it('records no gates as none', async () => {
    const world = await decided()
    world.policy = { ...world.policy, gates: [] }
    await go(world)
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(keysOf(world)).toMatchObject({ step: 'built', gates: 'none' })
    expect(world.text(IMPLEMENT)).toContain('no gates')
  })

  it('tells which files the plan did not name', async () => {
    const world = await decided()
    world.answer = (ask) => {
      if (ask.role === 'planner') return ANSWER_PLAN
      world.touch('src/billing.ts')
      world.touch('README.md')
      return ANSWER_BUILD
    }
    await go(world)
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(noteOf(world).attempts[0]?.entries.at(-1)).toMatchObject({ kind: 'commit', outsidePlan: ['README.md'] })
  })
})

describe('what stops it before anything is asked', () => {
  it('a verdict that is no GO, or none', async () => {
    const world = await decided()
    world.edit(COURT, (text) => text.replace('verdict: GO', 'verdict: DEFER'))
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'no-go-verdict' } })
    world.notes.delete(COURT)
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'no-go-verdict' }, note: null })
    expect([...world.notes.keys()]).toEqual([SPEC])
  })

  it('an override counts', async () => {
    const world = await decided()
    world.edit(COURT, (text) => text.replace('verdict: GO', 'verdict: KILL\noverride: GO'))
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
  })

  it('an override that was only ticked is taken in, and one without a reason stops the work', async () => {
    for (const [option, words, code] of [
      ['go', 'We need it.', null],
      ['go', '', 'no-go-verdict'],
      ['kill', 'No.', 'no-go-verdict'],
    ] as const) {
      const world = await decided()
      const decision = renderCourt(court({ specHash: await proseHash(world.text(SPEC)), ruling: ruling('DEFER', 5) }))
      world.notes.set(COURT, decision)
      world.edit(COURT, (text) => tick(text, 'verdict', option, words))
      const report = await go(world)
      expect(report.error?.code ?? null).toBe(code)
      expect(report.exit).toBe(code === null ? 3 : 1)
      expect(keysOf(world, COURT)['override']).toBe(words === '' ? undefined : option.toUpperCase())
    }
  })

  it('untrusted commands, a missing agent, a spent budget: nothing is written and nobody asked', async () => {
    const changes: ((world: World) => void)[] = [
      (world) => (world.untrusted = true),
      (world) => (world.kinds['builder-agent'] = 'missing'),
      (world) => (world.budget = failure('budget-reached', 'Spent.', 'x', 'x')),
    ]
    const exits: number[] = []
    for (const change of changes) {
      const world = await decided()
      change(world)
      exits.push((await go(world)).exit)
      expect(world.asks).toEqual([])
      expect(world.notes.has(IMPLEMENT)).toBe(false)
    }
    expect(exits).toEqual([3, 1, 5])
  })

  it('the person who stops the run', async () => {
    const world = await decided()
    world.stopped.abort()
    expect(await go(world)).toMatchObject({ exit: 130, error: { code: 'cancelled' } })
    expect(world.asks).toEqual([])
  })

  it('a note that cannot be read, so that none is made twice', async () => {
    const world = await decided()
    await go(world)
    world.edit(IMPLEMENT, (text) => text.replace('---\n', '---\nx: [\n'))
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'bad-note' } })
    expect([...world.notes.keys()].filter((path) => path.includes('implement'))).toEqual([IMPLEMENT])
  })

  it('a plan note that has gone', async () => {
    const world = await decided()
    await go(world)
    world.notes.delete(PLAN)
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'note-missing' } })
    expect(world.asks).toHaveLength(1)
  })

  it('a feature that is archived', async () => {
    const world = await built()
    world.notes.set('forge/archive/2026-03-06_billing_retro.md', '---\nfeature: billing\nstage: retro\nstatus: ARCHIVED\n---\n')
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'not-ready' }, state: 'ARCHIVED' })
  })

  it('a name that is no feature', async () => {
    const world = await decided()
    const { implement } = await import('../../src/implement/run.ts')
    expect(await implement({ ...world.run(), feature: '../x\n' }, { hotfix: null })).toMatchObject({
      exit: 2,
      error: { code: 'bad-feature-name' },
      note: null,
    })
  })

  it('a branch with commits that no note knows', async () => {
    const world = await decided()
    await go(world)
    world.commits.push({ sha: 'd'.repeat(40), message: 'mine', files: [] })
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 1, error: { code: 'not-ready' } })
    expect(world.asked('builder')).toBe(0)
  })
})

describe('a hotfix', () => {
  it('needs a reason', async () => {
    const world = new World()
    expect(await go(world, '  ')).toMatchObject({ exit: 2, error: { code: 'reason-needed' } })
    expect(world.notes.size).toBe(0)
  })

  it('needs no spec and no court, and the reason is what the planner works from', async () => {
    const world = await decided()
    world.notes.clear()
    expect(await go(world, 'Checkout is down.')).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(keysOf(world)).toMatchObject({ court_decision: 'HOTFIX', hotfix_reason: 'Checkout is down.', repo: 'shop', base_sha: BASE })
    expect(world.asks[0]?.prompt).toContain('Checkout is down.')
    answerPlan(world, PLAN, 'approve')
    expect(await go(world)).toMatchObject({ exit: 0, state: 'IMPLEMENTING' })
    expect(keysOf(world)).toMatchObject({ step: 'built' })
  })

  it('cannot take over work that a court decided on', async () => {
    const world = await decided()
    await go(world)
    expect(await go(world, 'Now!')).toMatchObject({ exit: 2, error: { code: 'bad-usage' } })
  })
})

describe('where the policy asks before every step', () => {
  it('does one step per command', async () => {
    const world = await decided()
    world.policy = { ...world.policy, autonomy: 'supervised' }
    world.gatesPass = ({ gateRuns }) => gateRuns >= 2
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    answerPlan(world, PLAN, 'approve')
    const seen: (readonly [number, number, number])[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      const report = await go(world)
      seen.push([report.exit, world.asked('builder'), world.gateRuns])
    }
    expect(seen).toEqual([
      [3, 1, 0],
      [3, 1, 1],
      [3, 2, 1],
      [0, 2, 2],
    ])
  })
})
