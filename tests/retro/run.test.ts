import { describe, expect, it } from 'vitest'
import { usageOf } from '../../src/notes/head.ts'
import { parseRetro } from '../../src/notes/retro-note.ts'
import { readRules } from '../../src/notes/read-rules.ts'
import { holdRetro } from '../../src/retro/run.ts'
import { fakeRun, ScriptedAgents } from './fakes.ts'
import {
  CLAMP,
  COURT,
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
import { ACTIVE_NOTES, archived, byRole, keysOf, scene } from './scene.ts'

describe('a retro without conflicts', () => {
  it('names who answered in whose place, and what did not hold them', async () => {
    const made = scene({ ...passedFeature(), [RULES]: OPPOSED_FILE }, byRole(history(CLAMP)))
    made.agents.answered = { by: { agent: 'sub', family: 'sub' }, unconfined: true }
    await made.hold()
    const retro = parseRetro(made.vault.notes.get(RETRO) ?? made.vault.notes.get(archived(RETRO)) ?? '')
    expect(retro.ok && retro.value.remarks).toEqual(
      expect.arrayContaining([
        'old could not be asked; sub answered in its place.',
        'Nothing held sub to its folder; this device allows that.',
      ]),
    )
    expect(retro.ok && retro.value.comparisons[0]?.by).toBe(
      'sub in place of judge (nothing holds it to its folder; this device allows that)',
    )
  })

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

  it.each(['Rule: money', '## rule:  Rule: money', 'Money', 'Rule:'])(
    'adds its rule under a section that was named %j',
    async (section) => {
      const rule = { ...CLAMP, section, name: 'Rule: Clamp prices at zero' }
      const { vault, hold } = scene(passedFeature(), byRole(history(rule)))
      expect(await hold()).toMatchObject({ exit: 0, state: 'ARCHIVED' })
      const wanted = /money/i.exec(section)?.[0] ?? 'General'
      expect(readRules(vault.notes.get(RULES) ?? '').map((one) => [one.section, one.rule.name])).toEqual([[wanted, CLAMP.name]])
    },
  )

  it('adds its rule below a heading that only looks like one', async () => {
    const file = '# Workflow rules\n\n## Rule: money\n\n### Old\n\n- **Pattern:** Round.\n'
    const { vault, hold } = scene({ ...passedFeature(), [RULES]: file }, byRole(history(CLAMP)))
    expect(await hold()).toMatchObject({ exit: 0, state: 'ARCHIVED' })
    expect(readRules(vault.notes.get(RULES) ?? '').map((one) => [one.section, one.rule.name])).toEqual([
      ['Rule: money', 'Old'],
      ['Money', CLAMP.name],
    ])
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

  it('stops for a hook that appeared, whether the agents answered or failed', async () => {
    const sighting = { tampered: ['Hooks or settings of git changed: pre-commit.'], written: [] }
    for (const answers of [byRole(history(CLAMP)), byRole('It crashed.')]) {
      const { hold } = scene(passedFeature(), answers, { sighting })
      const stopped = await hold()
      expect(stopped).toMatchObject({ exit: 1, error: { code: 'breach' } })
      expect(stopped.error?.why).toContain('pre-commit')
    }
    const { vault, hold } = scene(passedFeature(), byRole(history(CLAMP)), { sighting })
    await hold()
    expect(vault.notes.get(RETRO)).toContain('pre-commit')
    expect(await hold({ sighting: { tampered: [], written: [] } })).toMatchObject({ exit: 0, state: 'ARCHIVED' })
  })

  it('tells that files of the main tree were written, and goes on', async () => {
    const sighting = { tampered: [], written: ['Files of the main working tree were written: a.txt.'] }
    const { vault, hold } = scene(passedFeature(), byRole(history(CLAMP)), { sighting })
    expect(await hold()).toMatchObject({ exit: 0, state: 'ARCHIVED' })
    expect(vault.notes.get(archived(RETRO))).toContain('a.txt')
  })

  it('says so where an agent wrote in its room', async () => {
    const { vault, hold } = scene(passedFeature(), byRole(history(CLAMP)), { changedInRoom: ['src/a.ts'] })
    await hold()
    expect(vault.notes.get(archived(RETRO))).toMatch(/may only read; nothing of that is used: src\/a.ts/)
  })

  it('stops for the person after the proposal where every step is supervised', async () => {
    const { vault, agents, hold } = scene(passedFeature(), byRole(history(CLAMP)), { autonomy: 'supervised' })
    expect(await hold()).toMatchObject({ exit: 3, state: 'RETRO', note: RETRO, awaiting: [] })
    expect(vault.notes.has(RULES)).toBe(false)
    expect(await hold()).toMatchObject({ exit: 0, state: 'ARCHIVED' })
    expect(agents.asked).toHaveLength(1)
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

  it.each([['old'], ['judge']])('asks nothing where %s, whom it may have to ask, is a person', async (name) => {
    const { agents, hold } = scene(passedFeature(), byRole(history(CLAMP)))
    agents.people = [name]
    expect(await hold()).toMatchObject({ exit: 1, state: 'PASS', error: { code: 'bad-policy' } })
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
