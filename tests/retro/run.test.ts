import { describe, expect, it } from 'vitest'
import { readFeature } from '../../src/feature/feature.ts'
import { readKeys } from '../../src/notes/frontmatter.ts'
import { usageOf } from '../../src/notes/head.ts'
import { tick } from '../../src/notes/questions.ts'
import { readRules } from '../../src/notes/read-rules.ts'
import { holdRetro } from '../../src/retro/run.ts'
import { fakeRun, Fuse, HEAD_SHA, Killed, MemoryVault, ScriptedAgents, type Answers, type FakeRun } from './fakes.ts'
import {
  CLAMP,
  COURT,
  CRITIQUE_1,
  CRITIQUE_2,
  history,
  IMPLEMENT,
  OPPOSED,
  OPPOSED_FILE,
  passedFeature,
  PLAN,
  POLICY_NOTE,
  RETRO,
  RULES,
  SPEC,
} from './samples.ts'

const ACTIVE_NOTES = [SPEC, PLAN, IMPLEMENT, CRITIQUE_1, CRITIQUE_2, RETRO]
const archived = (path: string): string => path.replace('/active/', '/archive/')

function scene(notes: Record<string, string>, answers: Answers, more: Partial<FakeRun> = {}) {
  const vault = new MemoryVault(notes)
  const agents = new ScriptedAgents(answers)
  return { vault, agents, hold: (other: Partial<FakeRun> = {}) => holdRetro(fakeRun({ vault, agents, ...more, ...other })) }
}

function keysOf(vault: MemoryVault, path: string): Readonly<Record<string, unknown>> {
  const keys = readKeys(vault.notes.get(path) ?? '')
  if (!keys.ok) throw new Error(keys.error)
  return keys.value
}

function answer(vault: MemoryVault, name: string, option: string, path = RETRO): void {
  const ticked = tick(vault.notes.get(path) ?? '', name, option, '')
  if (!ticked.ok) throw new Error(ticked.error)
  vault.notes.set(path, ticked.value)
}

const byRole =
  (historian: unknown, arbiter: unknown = { relation: 'conflict', reason: 'Both speak of prices below zero.' }): Answers =>
  (ask) =>
    ask.role === 'historian' ? historian : arbiter

describe('a retro without conflicts', () => {
  it('adds its rule, archives the notes, and tells the decision', async () => {
    const { vault, hold } = scene({ ...passedFeature(), ...POLICY_NOTE }, byRole(history(CLAMP)))
    const report = await hold()
    expect(report).toMatchObject({ exit: 0, state: 'ARCHIVED', verdict: 'PASS', awaiting: [], error: null, note: archived(RETRO) })
    expect(readRules(vault.notes.get(RULES) ?? '').map(({ rule, section }) => [section, rule])).toEqual([
      [
        'Money',
        {
          name: CLAMP.name,
          context: CLAMP.context,
          pattern: CLAMP.pattern,
          learnedFrom: ['2026-03-05_billing_implement', '2026-03-06_billing_critique-2'],
          status: 'trial',
          added: '2026-03-07',
          replaces: null,
          replacedBy: null,
          notWhen: [],
        },
      ],
    ])
    for (const path of ACTIVE_NOTES) {
      expect(vault.notes.has(path), path).toBe(false)
      expect(keysOf(vault, archived(path))['status'], path).toBe('ARCHIVED')
    }
    expect(keysOf(vault, archived(RETRO))).toMatchObject({
      step: 'archived',
      rules_added: 1,
      conflicts: 0,
      hotfix_audit: null,
      awaiting: [],
    })
    expect(usageOf(keysOf(vault, archived(RETRO)))).toEqual({ tokensIn: 100, tokensOut: 10, costUsd: 0.25, durationS: 2 })
    expect(keysOf(vault, COURT)).toMatchObject({
      status: 'DECIDED',
      verdict: 'GO',
      outcome: 'passed, not landed',
      retro: '[[2026-03-07_billing_retro]]',
    })
    expect(vault.notes.get(COURT)).toMatch(
      /# My court\n\n## What came of it\n\nPassed, not landed · \[\[2026-03-07_billing_retro\|Retro\]\]\n+$/,
    )
  })

  it('leaves every note that is not its own', async () => {
    const notes: Record<string, string> = { ...passedFeature(), ...POLICY_NOTE }
    const { vault, hold } = scene(notes, byRole(history(CLAMP)))
    await hold()
    for (const path of Object.keys(notes).filter((one) => ![...ACTIVE_NOTES, COURT].includes(one)))
      expect(vault.notes.get(path), path).toBe(notes[path])
  })

  it('says what was shipped', async () => {
    const { vault, hold } = scene(passedFeature(['landed_sha: 0123456789abcdef']), byRole(history(CLAMP)))
    await hold()
    expect(keysOf(vault, COURT)['outcome']).toBe('shipped in 01234567')
  })

  it('shows the historian the notes and the rules, as material, in a room at the reviewed commit', async () => {
    const { agents, hold } = scene({ ...passedFeature(), [RULES]: OPPOSED_FILE }, byRole(history()))
    await hold()
    const ask = agents.asked[0]
    expect(ask).toMatchObject({ agent: 'old', role: 'historian', access: 'read', folder: '/rooms/billing-retro', attempt: 2 })
    expect(ask?.prompt).toContain('A price below zero.')
    expect(ask?.prompt).toContain(OPPOSED)
  })

  it('writes nothing outside core-rules and no policy, whatever file is named', async () => {
    const rules = ['../../../etc/passwd', 'policy.md', 'policy_shop.md', 'forge/core-rules/React.md'].map((file, at) => ({
      ...CLAMP,
      file,
      name: `Rule ${String(at)}`,
      context: `Case ${String(at)}`,
    }))
    for (const rule of rules) {
      const { vault, hold } = scene({ ...passedFeature(), ...POLICY_NOTE }, byRole(history(rule)))
      const before = new Set<string>(vault.notes.keys())
      expect((await hold()).exit).toBe(0)
      const made = [...vault.notes.keys()].filter((path) => !before.has(path) && !path.startsWith('forge/archive/'))
      expect(made).toHaveLength(1)
      expect(made[0]).toMatch(/^forge\/core-rules\/(passwd|workflow|react)\.md$/)
      expect(vault.notes.get('forge/core-rules/policy.md')).toBe(POLICY_NOTE['forge/core-rules/policy.md'])
    }
  })

  it('counts three rules at most, says so, and adds no rule twice', async () => {
    const many = ['A one', 'B two', 'a one.', 'D four'].map((name) => ({ ...CLAMP, name, context: name, pattern: `Do ${name}` }))
    const { vault, hold } = scene(passedFeature(), byRole(history(...many)))
    await hold()
    expect(readRules(vault.notes.get(RULES) ?? '').map(({ rule }) => rule.name)).toEqual(['A one', 'B two'])
    expect(vault.notes.get(archived(RETRO))).toContain('proposed 4 rules; only the first 3 count')
    expect(keysOf(vault, archived(RETRO))['rules_added']).toBe(2)
  })

  it('adds nothing that a rule says already', async () => {
    const { vault, agents, hold } = scene(
      { ...passedFeature(), [RULES]: OPPOSED_FILE },
      byRole(history(CLAMP), { relation: 'same', reason: 'Equal.' }),
    )
    expect((await hold()).exit).toBe(0)
    expect(agents.asked.map((ask) => ask.role)).toEqual(['historian', 'arbiter'])
    expect(vault.notes.get(RULES)).toBe(OPPOSED_FILE)
    expect(vault.notes.get(archived(RETRO))).toContain('- **Outcome:** same')
  })

  it('says so where an agent wrote in its room', async () => {
    const { vault, hold } = scene(passedFeature(), byRole(history(CLAMP)), { changedInRoom: ['src/a.ts'] })
    await hold()
    expect(vault.notes.get(archived(RETRO))).toMatch(/may only read; nothing of that is used: src\/a.ts/)
  })

  it('stops for the person after the proposal where every step is supervised', async () => {
    const { vault, agents, hold } = scene(passedFeature(), byRole(history(CLAMP)), { autonomy: 'supervised' })
    expect(await hold()).toMatchObject({ exit: 0, state: 'RETRO', note: RETRO })
    expect(vault.notes.has(RULES)).toBe(false)
    expect(await hold()).toMatchObject({ exit: 0, state: 'ARCHIVED' })
    expect(agents.asked).toHaveLength(1)
  })
})

describe('a conflict', () => {
  const conflicted = () =>
    scene(
      { ...passedFeature(), [RULES]: OPPOSED_FILE },
      byRole(history(CLAMP, { ...CLAMP, name: 'Log in UTC', context: 'A time is logged', pattern: 'Write UTC.' })),
    )

  it('waits for the person; the other rules are added at once', async () => {
    const { vault, agents, hold } = conflicted()
    expect(await hold()).toMatchObject({ exit: 3, state: 'RETRO', awaiting: ['conflict-1'], note: RETRO, error: null })
    expect(keysOf(vault, RETRO)).toMatchObject({ step: 'asked', awaiting: ['conflict-1'], conflicts: 1, rules_added: 1 })
    expect(readRules(vault.notes.get(RULES) ?? '').map(({ rule }) => rule.name)).toEqual([OPPOSED, 'Log in UTC', 'My words.'].slice(0, 2))
    const waiting = vault.notes.get(RETRO)
    expect(await hold()).toMatchObject({ exit: 3, awaiting: ['conflict-1'] })
    expect(vault.notes.get(RETRO)).toBe(waiting)
    expect(agents.asked.map((ask) => ask.role)).toEqual(['historian', 'arbiter'])
  })

  it('keeps the rule that is there', async () => {
    const { vault, hold } = conflicted()
    await hold()
    const before = vault.notes.get(RULES)
    answer(vault, 'conflict-1', 'keep')
    expect(await hold()).toMatchObject({ exit: 0, state: 'ARCHIVED' })
    expect(vault.notes.get(RULES)).toBe(before)
    expect(keysOf(vault, archived(RETRO))).toMatchObject({ rules_added: 1, conflicts: 1 })
  })

  it('replaces it: its words stay and say what took its place', async () => {
    const { vault, hold } = conflicted()
    await hold()
    answer(vault, 'conflict-1', 'replace')
    expect((await hold()).exit).toBe(0)
    const rules = readRules(vault.notes.get(RULES) ?? '').map(({ rule }) => [rule.name, rule.replaces, rule.replacedBy])
    expect(rules).toEqual([
      [OPPOSED, null, CLAMP.name],
      ['Log in UTC', null, null],
      [CLAMP.name, OPPOSED, null],
    ])
    expect(vault.notes.get(RULES)).toContain(`- ${OPPOSED}\n  - **Replaced by:** ${CLAMP.name}\n`)
    expect(vault.notes.get(RULES)).toContain('## Other\n\nMy words.\n')
  })

  it('keeps both, each in its own case', async () => {
    const { vault, hold } = conflicted()
    await hold()
    answer(vault, 'conflict-1', 'scope')
    expect((await hold()).exit).toBe(0)
    const rules = readRules(vault.notes.get(RULES) ?? '').map(({ rule }) => [rule.name, rule.notWhen, rule.replacedBy])
    expect(rules).toEqual([
      [OPPOSED, [`${CLAMP.context} (then "${CLAMP.name}" holds)`], null],
      ['Log in UTC', [], null],
      [CLAMP.name, [], null],
    ])
  })

  it('is asked without an agent where the historian names the rule to replace', async () => {
    const { agents, hold } = scene(
      { ...passedFeature(), [RULES]: OPPOSED_FILE },
      byRole(history({ ...CLAMP, replaces: OPPOSED.toUpperCase() })),
    )
    expect(await hold()).toMatchObject({ exit: 3, awaiting: ['conflict-1'] })
    expect(agents.asked.map((ask) => ask.role)).toEqual(['historian'])
  })

  it('replaces a rule of the same name, and not itself', async () => {
    const old = OPPOSED_FILE.replace(OPPOSED, CLAMP.name)
    const { vault, hold } = scene({ ...passedFeature(), [RULES]: old }, byRole(history({ ...CLAMP, section: 'Above' })))
    expect((await hold()).exit).toBe(3)
    answer(vault, 'conflict-1', 'replace')
    expect((await hold()).exit).toBe(0)
    expect(readRules(vault.notes.get(RULES) ?? '').map(({ rule }) => [rule.replaces, rule.replacedBy])).toEqual([
      [null, CLAMP.name],
      [CLAMP.name, null],
    ])
    expect(vault.notes.get(archived(RETRO))).not.toContain('was edited after you were asked')
  })

  it('tells where the old rule was edited or deleted meanwhile', async () => {
    for (const [edit, told] of [
      [(text: string) => text.replace('even below zero', 'even far below zero'), /is not in workflow.md any more/],
      [(text: string) => text.replace(/^- Always.*\n/m, ''), /is not in workflow.md any more/],
    ] as const) {
      const { vault, hold } = conflicted()
      await hold()
      vault.notes.set(RULES, edit(vault.notes.get(RULES) ?? ''))
      answer(vault, 'conflict-1', 'replace')
      expect((await hold()).exit).toBe(0)
      expect(vault.notes.get(archived(RETRO))).toMatch(told)
      expect(readRules(vault.notes.get(RULES) ?? '').map(({ rule }) => rule.name)).toContain(CLAMP.name)
    }
  })
})

describe('a conflict with a rule that is edited after it was asked', () => {
  it('is settled, and the note says that the words are other ones', async () => {
    const block = OPPOSED_FILE.replace(`- ${OPPOSED}`, '### Clamp prices at zero\n\n- **Context:** A discount\n- **Pattern:** Return it raw.')
    const { vault, hold } = scene({ ...passedFeature(), [RULES]: block }, byRole(history(CLAMP)))
    expect((await hold()).exit).toBe(3)
    vault.notes.set(RULES, block.replace('Return it raw.', 'Return it well done.'))
    answer(vault, 'conflict-1', 'scope')
    expect((await hold()).exit).toBe(0)
    expect(vault.notes.get(archived(RETRO))).toContain('was edited after you were asked')
    expect(vault.notes.get(RULES)).toContain('Return it well done.')
  })
})

describe('a hotfix', () => {
  const hotfix = () => scene(passedFeature(['court_decision: HOTFIX', 'hotfix_reason: prices']), byRole(history(CLAMP)))

  it('is audited by the person, with the advice of the historian', async () => {
    const { vault, hold } = hotfix()
    expect(await hold()).toMatchObject({ exit: 3, awaiting: ['hotfix'] })
    expect(vault.notes.get(RETRO)).toContain('The historian says yes: It touched money')
    answer(vault, 'hotfix', 'needed-court')
    expect(await hold()).toMatchObject({ exit: 0, state: 'ARCHIVED' })
    expect(keysOf(vault, archived(RETRO))).toMatchObject({ hotfix_audit: 'needed-court', awaiting: [] })
  })

  it('is not asked about where there was a court', async () => {
    const { vault, hold } = scene(passedFeature(), byRole(history(CLAMP)))
    await hold()
    expect(vault.notes.get(archived(RETRO))).not.toContain('hotfix-justified')
  })

  it('goes on where only some questions are answered, with those that wait', async () => {
    const { vault, hold } = scene({ ...passedFeature(['court_decision: HOTFIX']), [RULES]: OPPOSED_FILE }, byRole(history(CLAMP)))
    expect(await hold()).toMatchObject({ exit: 3, awaiting: ['conflict-1', 'hotfix'] })
    answer(vault, 'conflict-1', 'keep')
    expect(await hold()).toMatchObject({ exit: 3, awaiting: ['hotfix'] })
    expect(keysOf(vault, RETRO)['awaiting']).toEqual(['hotfix'])
  })
})

describe('a retro that cannot go on', () => {
  it.each([
    ['SPEC', { [SPEC]: passedFeature()[SPEC] ?? '' }, 'forge court'],
    [
      'REJECTED',
      Object.fromEntries(Object.entries(passedFeature(['attempt: 1'])).filter(([path]) => path !== CRITIQUE_2)),
      'forge implement',
    ],
  ])('says so for a feature that is %s', async (state, notes, next) => {
    if (state === 'REJECTED') notes[IMPLEMENT] = (notes[IMPLEMENT] ?? '').replace('attempt: 2\n', '')
    const { agents, hold } = scene(notes, byRole(history(CLAMP)))
    const report = await hold()
    expect(report).toMatchObject({ exit: 1, state, error: { code: 'not-ready' } })
    expect(report.next).toContain(next)
    expect(agents.asked).toHaveLength(0)
  })

  it('asks nothing where a name is taken in the archive', async () => {
    const { vault, agents, hold } = scene({ ...passedFeature(), [archived(PLAN)]: 'Mine.\n' }, byRole(history(CLAMP)))
    expect(await hold()).toMatchObject({ exit: 1, error: { code: 'note-exists' } })
    expect(agents.asked).toHaveLength(0)
    expect(vault.notes.get(archived(PLAN))).toBe('Mine.\n')
  })

  it('leaves the feature as it was where the historian fails, and books what it cost', async () => {
    const { vault, hold } = scene(passedFeature(), byRole('It crashed.'))
    expect(await hold()).toMatchObject({ exit: 1, state: 'PASS', note: null, error: { code: 'agent-failed' } })
    expect(usageOf(keysOf(vault, IMPLEMENT))).toMatchObject({ tokensIn: 100, costUsd: 0.25 })
    const rooms = fakeRun({ vault, agents: new ScriptedAgents(byRole('It crashed.')) })
    await holdRetro(rooms)
    expect(rooms.rooms).toEqual({ open: 1, left: 1 })
  })

  it('goes on after an arbiter failed, without asking the historian again', async () => {
    let isBroken = true
    const { vault, agents, hold } = scene({ ...passedFeature(), [RULES]: OPPOSED_FILE }, (ask) =>
      ask.role === 'historian' ? history(CLAMP) : isBroken ? 'It crashed.' : { relation: 'unrelated', reason: 'x' },
    )
    expect(await hold()).toMatchObject({ exit: 1, state: 'RETRO', error: { code: 'agent-failed' } })
    expect(usageOf(keysOf(vault, RETRO)).tokensIn).toBe(200)
    isBroken = false
    expect(await hold()).toMatchObject({ exit: 0 })
    expect(agents.asked.map((ask) => ask.role)).toEqual(['historian', 'arbiter', 'arbiter'])
  })

  it('asks nothing over budget or when stopped', async () => {
    const { agents, hold } = scene(passedFeature(), byRole(history(CLAMP)))
    expect(await hold({ overBudget: true })).toMatchObject({ exit: 5, state: 'PASS', error: { code: 'budget-reached' } })
    expect(await hold({ isStopped: true })).toMatchObject({ exit: 130, state: 'PASS', error: { code: 'cancelled' } })
    expect(agents.asked).toHaveLength(0)
  })

  it('has nothing left to do on an archived feature', async () => {
    const { vault, hold } = scene(passedFeature(), byRole(history(CLAMP)))
    await hold()
    const before = new Map(vault.notes)
    expect(await hold()).toMatchObject({ exit: 0, state: 'ARCHIVED', note: archived(RETRO) })
    expect(vault.notes).toEqual(before)
  })
})

describe('a retro that is killed at any point', () => {
  const answers = byRole(history(CLAMP, { ...CLAMP, name: 'Log in UTC', context: 'A time is logged', pattern: 'Write UTC.' }))
  const start = () => ({ ...passedFeature(['court_decision: HOTFIX']), [RULES]: OPPOSED_FILE })

  /** The whole journey, answers included, started again as often as it is killed. */
  async function journey(fuse: Fuse) {
    const vault = new MemoryVault(start())
    const agents = new ScriptedAgents(answers)
    vault.fuse = fuse
    for (let tries = 0; tries < 6; tries++) {
      try {
        const report = await holdRetro(fakeRun({ vault, agents }))
        if (report.exit === 0) break
        expect(report.exit, JSON.stringify(report.error)).toBe(3)
        for (const [name, option] of [
          ['conflict-1', 'replace'],
          ['hotfix', 'justified'],
        ] as const)
          if (report.awaiting.includes(name)) answer(vault, name, option)
      } catch (thrown) {
        if (!(thrown instanceof Killed)) throw thrown
      }
    }
    return { vault, agents }
  }

  it('comes to the same end and asks no paid answer twice', async () => {
    const whole = await journey(new Fuse())
    const steps = whole.vault.fuse.calls
    expect(steps).toBeGreaterThan(15)
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= steps; at++) {
        const { vault, agents } = await journey(new Fuse(at, when))
        const paidTwice = when === 'before' && at <= 2 ? 1 : 0
        expect(agents.asked.length, `killed ${when} call ${String(at)}`).toBeLessThanOrEqual(whole.agents.asked.length + paidTwice)
        expect(Object.fromEntries(withoutUsage(vault)), `killed ${when} call ${String(at)}`).toEqual(
          Object.fromEntries(withoutUsage(whole.vault)),
        )
      }
    }
    const feature = await readFeature(whole.vault, 'billing')
    expect(feature.ok && feature.value.state).toBe('ARCHIVED')
    expect(HEAD_SHA).toHaveLength(40)
  })

  function withoutUsage(vault: MemoryVault): readonly (readonly [string, string])[] {
    return [...vault.notes].map(([path, text]) => [path, text.replace(/^(duration_s|tokens_in|tokens_out|cost_usd): .*\n/gm, '')] as const)
  }
})
