import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSetupNote, parseSetupNote, renderSetupNote, SETUP_PATH, type SetupReport } from '../../src/notes/setup-note.ts'
import { readHead } from '../../src/notes/head.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import { readQuestions } from '../../src/markdown/questions.ts'
import { anyString } from '../markdown/arbitrary.ts'

const line = anyString().filter((text) => text !== '')
const item = fc.record({ what: line, next: line })
const report: fc.Arbitrary<SetupReport> = fc.record({
  date: fc.constant('2026-03-05'),
  toDo: fc.array(item, { maxLength: 3 }),
  advice: fc.array(item, { maxLength: 3 }),
  found: fc.array(line, { maxLength: 4 }),
})

describe('the report on the setup', () => {
  it('says what is to be done first, and folds what was found', () => {
    const toDo = [{ what: 'Git was not found.', next: 'Install git (https://git-scm.com).' }]
    const advice = [{ what: 'No gates.', next: 'Name some under `gates`.' }]
    expect(renderSetupNote({ date: '2026-03-05', toDo, advice, found: ['The vault is ~/notes.'] })).toBe(`---
title: Forge setup
date: 2026-03-05
category: forge/setup
---
> [!warning] One thing to do before a run can work
> **Next:** Install git (https://git-scm.com).

## To do

- [ ] **Git was not found.** Install git (https://git-scm.com).

> [!tip] Worth knowing
> - **No gates.** Name some under \`gates\`.

> [!note]- What was found
> - The vault is ~/notes.
`)
  })

  it('says what comes next where everything is ready', () => {
    const note = renderSetupNote({ date: '2026-03-05', toDo: [], advice: [], found: [] })
    expect(note).toContain('> [!success] Everything is ready\n> **Next:** write a spec and hold court on it.')
    expect(note).not.toContain('## To do')
  })

  it('comes back as it was, whatever the texts are', () => {
    fc.assert(
      fc.property(report, (one) => {
        expect(parseSetupNote(renderSetupNote(one))).toEqual({ ok: true, value: one })
      }),
    )
  })

  it('asks no question and belongs to no feature', () => {
    fc.assert(
      fc.property(report, (one) => {
        const text = renderSetupNote(one)
        const keys = readKeys(text)
        expect(readQuestions(text)).toEqual([])
        expect(readHead({ path: SETUP_PATH, keys: keys.ok ? keys.value : {}, broken: null })).toBeNull()
      }),
    )
  })

  it('is told from a note of the person by its category', () => {
    expect(isSetupNote(renderSetupNote({ date: '2026-03-05', toDo: [], advice: [], found: [] }))).toBe(true)
    for (const text of ['', 'forge/setup', '---\ncategory: mine\n---\n', '---\n[\n---\n']) expect(isSetupNote(text), text).toBe(false)
    expect(parseSetupNote('mine').ok).toBe(false)
  })
})
