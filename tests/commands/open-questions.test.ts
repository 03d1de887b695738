import { describe, expect, it } from 'vitest'
import { readAwaited, readOpenQuestions } from '../../src/commands/open-questions.ts'
import { readFeature } from '../../src/feature/feature.ts'
import { memoryVault } from '../court/fakes.ts'

const COURT = (name: string, verdict = ''): string =>
  `---\nfeature: billing\nstage: court\nstatus: ${verdict === '' ? 'SPEC' : 'DECIDED'}\n${verdict === '' ? 'awaiting: [opinion]' : `verdict: ${verdict}`}\n---\n# ${name}\n`
const FORM = (seat: string, court: string, tick: ' ' | 'x', status = 'SPEC'): string =>
  `---\nfeature: billing\nstage: opinion\nstatus: ${status}\nawaiting: [${status === 'SPEC' ? 'opinion' : ''}]\nseat: ${seat}\ncourt: "[[${court}]]"\n---\n## Your opinion\n\n- [${tick}] Go ^q-opinion-go\n- [ ] Kill ^q-opinion-kill\n`

const FIRST = '2026-03-05_billing_court'
const ME = 'forge/active/2026-03-05_billing_opinion.md'
const YOU = 'forge/active/2026-03-05_billing_opinion-2.md'

async function look(notes: Readonly<Record<string, string>>) {
  const vault = memoryVault(new Map(Object.entries({ [`forge/active/${FIRST}.md`]: COURT(FIRST), ...notes })))
  const feature = await readFeature(vault, 'billing')
  if (!feature.ok) throw new Error(feature.error.what)
  const questions = await readOpenQuestions(vault, feature.value)
  if (!questions.ok) throw new Error(questions.error.what)
  const open = questions.value.filter((question) => question.open).map(({ path }) => path)
  return { ...(await readAwaited(vault, feature.value)), open }
}

describe('the opinions of several persons', () => {
  it('are awaited until each has ticked', async () => {
    expect(await look({ [ME]: FORM('me:value', FIRST, 'x'), [YOU]: FORM('you:risk', FIRST, ' ') })).toEqual({
      awaiting: ['opinion'],
      answered: [],
      open: [YOU],
    })
    expect(await look({ [ME]: FORM('me:value', FIRST, 'x'), [YOU]: FORM('you:risk', FIRST, 'x') })).toMatchObject({
      awaiting: [],
      answered: ['opinion'],
    })
  })

  it('are awaited of those alone whose form no run has taken in', async () => {
    expect(await look({ [ME]: FORM('me:value', FIRST, 'x', 'DECIDED'), [YOU]: FORM('you:risk', FIRST, ' ') })).toEqual({
      awaiting: ['opinion'],
      answered: [],
      open: [YOU],
    })
  })

  it('are not those of an older court', async () => {
    const second = { [`forge/active/${FIRST}-2.md`]: COURT(`${FIRST}-2`), [`forge/decisions/${FIRST}.md`]: COURT(FIRST, 'DEFER') }
    const notes = { ...second, [ME]: FORM('me:value', FIRST, ' '), [YOU]: FORM('me:value', `${FIRST}-2`, 'x') }
    expect(await look({ ...notes, [`forge/active/${FIRST}.md`]: '' })).toEqual({ awaiting: [], answered: ['opinion'], open: [] })
  })
})
