import { describe, expect, it } from 'vitest'
import { readRules } from '../../src/notes/read-rules.ts'
import { CLAMP, history, OPPOSED, OPPOSED_FILE, passedFeature, RETRO, RULES } from './samples.ts'
import { answer, archived, byRole, keysOf, scene } from './scene.ts'

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
    const block = OPPOSED_FILE.replace(
      `- ${OPPOSED}`,
      '### Clamp prices at zero\n\n- **Context:** A discount\n- **Pattern:** Return it raw.',
    )
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
