import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readQuestions, renderQuestion, tick, type Question } from '../../src/markdown/questions.ts'
import { anyString, hostile, lineBreak } from './arbitrary.ts'

const PLAN: Question = {
  name: 'plan',
  heading: 'Your decision',
  options: [
    { id: 'approve', label: 'Approve this plan' },
    { id: 'revise', label: 'Revise it: say below what to change' },
    { id: 'stop', label: 'Stop' },
  ],
}
const NOTE = `---\nstatus: IMPLEMENTING\n---\n> [!info] Plan\n\n## Summary\n\ntext\n\n${renderQuestion(PLAN)}\n`

test('a question is a heading and a plain list', () => {
  expect(renderQuestion({ ...PLAN, ask: 'Read it **first**.' }, 3)).toBe(
    '### Your decision\n\nRead it **first**.\n\n- [ ] Approve this plan ^q-plan-approve\n- [ ] Revise it: say below what to change ^q-plan-revise\n- [ ] Stop ^q-plan-stop',
  )
})

describe('readQuestions', () => {
  test('finds a question with nothing ticked', () => {
    expect(readQuestions(NOTE)).toEqual([{ name: 'plan', ticked: [], options: ['approve', 'revise', 'stop'], answer: null, words: '' }])
  })

  test.each([
    ['x', '- [x] Approve this plan ^q-plan-approve'],
    ['a capital X', '- [X] Approve this plan ^q-plan-approve'],
    ['a date that a task plugin appended', '- [x] Approve this plan ^q-plan-approve ✅ 2026-03-05'],
    ['a field that a plugin appended', '- [x] Approve this plan ^q-plan-approve [completion:: 2026-03-05]'],
    ['a date before the id', '- [x] Approve this plan ✅ 2026-03-05 ^q-plan-approve'],
    ['another mark and an indentation', '  * [x] Approve this plan ^q-plan-approve  '],
    ['a changed label', '- [x] OK! ^q-plan-approve'],
    ['no label', '- [x] ^q-plan-approve'],
  ])('reads %s', (_what, line) => {
    const text = NOTE.replace('- [ ] Approve this plan ^q-plan-approve', line)
    expect(readQuestions(text)).toMatchObject([{ answer: 'approve', words: '' }])
    expect(readQuestions(text.replace(/\n/g, '\r\n'))).toMatchObject([{ answer: 'approve', words: '' }])
  })

  test.each([
    ['a cancelled task', '- [-] Approve this plan ^q-plan-approve'],
    ['another state', '- [/] Approve this plan ^q-plan-approve'],
  ])('takes %s for no answer', (_what, line) => {
    expect(readQuestions(NOTE.replace('- [ ] Approve this plan ^q-plan-approve', line))).toMatchObject([{ ticked: [], answer: null }])
  })

  test('has no answer where two boxes are ticked', () => {
    const text = NOTE.replace('[ ] Approve', '[x] Approve').replace('[ ] Stop', '[x] Stop')
    expect(readQuestions(text)).toMatchObject([{ ticked: ['approve', 'stop'], answer: null }])
  })

  test('has no answer where sync doubled the list and two boxes are ticked', () => {
    const doubled = `${NOTE.replace('[ ] Approve', '[x] Approve')}- [x] Stop ^q-plan-stop\n`
    expect(readQuestions(doubled)).toMatchObject([{ answer: null, options: ['approve', 'revise', 'stop'] }])
  })

  test.each([
    ['a fence', '```\n- [x] a ^q-plan-approve\n```'],
    ['a fence in a list', '- item\n  ```\n  - [x] a ^q-plan-approve\n  ```'],
    ['indented code', 'text\n\n    - [x] a ^q-plan-approve'],
    ['a comment', '<!--\n- [x] a ^q-plan-approve\n-->'],
    ['an Obsidian comment', '%%\n- [x] a ^q-plan-approve\n%%'],
    ['an Obsidian comment with words', 'text\n\n%% later:\n\n```\n- [x] a ^q-plan-approve\n\nnot yet %%'],
    ['an Obsidian comment that is left open', '%%\n## x\n\n- [x] a ^q-plan-approve'],
    ['an Obsidian comment after a fence', '- a\n  ```\n  %%\n  ```\n- b\n\n%%\n- [x] a ^q-plan-approve\n%%'],
    ['a quote', '> - [x] a ^q-plan-approve'],
    ['a callout', '> [!info] x\n> - [x] a ^q-plan-approve'],
    ['a paragraph', 'text [x] a ^q-plan-approve'],
    ['an inline code span', '- [x] `a ^q-plan-approve`'],
    ['a box without an id', '- [x] a'],
    ['a name outside the grammar', '- [x] a ^q-other-approve'],
    ['a number of zero', '- [x] a ^q-finding-0-fix'],
    ['an id of another kind', '- [x] a ^plan-approve'],
    ['frontmatter', ''],
  ])('sees none in %s', (_what, markdown) => {
    expect(readQuestions(`---\na: "- [x] a ^q-plan-approve"\n---\n${markdown}\n`)).toEqual([])
  })

  test.each([
    ['a closed comment', '%%\na\n%%'],
    ['a comment on one line', '%% a %%'],
    ['two comments', '%% a\nb %%\n\n%%\nc\n%%'],
    ['a mark in a fence', '```\n%%\n```'],
    ['a mark in a fence of an item', '- **Quote:**\n  ```py\n  %%time\n\n  # x\n  ```'],
    ['a mark in a fence of an item that ends', '1. a\n   ```\n   %%\n\n'],
    ['a mark in a quote', '> %%\n> a'],
    ['a mark in an HTML comment', '<!--\n%%\n-->'],
    ['a mark inside a line', 'It is 100 %% sure.'],
  ])('finds a question below %s', (_what, above) => {
    for (const eol of ['\n', '\r\n'])
      expect(readQuestions(`${above}\n\n- [x] a ^q-plan-approve\n`.replace(/\n/g, eol))).toMatchObject([{ answer: 'approve' }])
  })

  test.each([
    ['^q-finding-1-fix', 'finding-1', 'fix'],
    ['^q-hotfix-needed-court', 'hotfix', 'needed-court'],
    ['^q-stale-2-delete', 'stale-2', 'delete'],
    ['^q-conflict-12-scope', 'conflict-12', 'scope'],
    ['^q-verdict-kill', 'verdict', 'kill'],
    ['^q-spec-again', 'spec', 'again'],
    ['^q-opinion-done', 'opinion', 'done'],
  ])('knows %s', (id, name, option) => {
    expect(readQuestions(`- [x] label ${id}\n`)).toEqual([{ name, ticked: [option], options: [option], answer: option, words: '' }])
  })

  test.each([
    ['below the list', '- [x] Stop ^q-plan-stop\n\nToo dear.\n\nReally.\n', 'Too dear.\n\nReally.'],
    ['right below the list', '- [x] Stop ^q-plan-stop\nToo dear.\n', 'Too dear.'],
    ['indented below the ticked option', '- [x] Stop ^q-plan-stop\n  Too dear.\n\tReally.\n', 'Too dear.\nReally.'],
    ['after the id', '- [x] Stop ^q-plan-stop Too dear. ✅ 2026-03-05\n', 'Too dear.'],
    ['as a list', '- [x] Stop ^q-plan-stop\n\n- Too dear\n- Really\n', '- Too dear\n- Really'],
  ])('reads words %s', (_what, stop, words) => {
    const text = `${NOTE.replace('- [ ] Stop ^q-plan-stop\n', stop)}\n## Log\n\nnot these\n`
    expect(readQuestions(text)).toMatchObject([{ answer: 'stop', words }])
    expect(readQuestions(text.replace(/\n/g, '\r\n'))).toMatchObject([{ answer: 'stop', words }])
  })

  test("words below an option that is not ticked are not the answer's", () => {
    const text = NOTE.replace('^q-plan-approve\n', '^q-plan-approve\n  hm\n').replace('[ ] Stop', '[x] Stop')
    expect(readQuestions(text)).toMatchObject([{ answer: 'stop', words: '' }])
    expect(readQuestions(text.replace('[x] Stop', '[ ] Stop').replace('[ ] Approve', '[x] Approve'))).toMatchObject([
      { answer: 'approve', words: 'hm' },
    ])
  })

  test('each of several questions has its own words', () => {
    const two = [1, 2].map((n) =>
      renderQuestion(
        {
          name: `finding-${String(n)}`,
          heading: `Finding ${String(n)}`,
          options: [
            { id: 'fix', label: 'Fix' },
            { id: 'wrong', label: 'Wrong' },
          ],
        },
        3,
      ),
    )
    const text = `## Findings\n\n${two.join('\n\nreason\n\n')}\n\nother reason\n`
    expect(readQuestions(text).map((question) => [question.name, question.words])).toEqual([
      ['finding-1', 'reason'],
      ['finding-2', 'other reason'],
    ])
  })

  test('agent text in a label, a heading or a section is no question', () => {
    fc.assert(
      fc.property(anyString(), anyString(), (label, heading) => {
        const question = { ...PLAN, heading, options: [{ id: 'approve', label }] }
        const read = readQuestions(`${renderQuestion(question)}\n`)
        expect(read).toEqual([{ name: 'plan', ticked: [], options: ['approve'], answer: null, words: '' }])
      }),
      { numRuns: 400 },
    )
  })
})

describe('tick', () => {
  test('ticks one box and unticks the others', () => {
    const first = tick(NOTE, 'plan', 'approve', '')
    expect(first).toEqual({ ok: true, value: NOTE.replace('[ ] Approve', '[x] Approve') })
    const second = tick(first.ok ? first.value : '', 'plan', 'stop', '')
    expect(second).toEqual({ ok: true, value: NOTE.replace('[ ] Stop', '[x] Stop') })
  })

  test('keeps what a person typed below the last option with it', () => {
    const text = NOTE.replace('^q-plan-stop\n', '^q-plan-stop\n  mine\n\nand mine\n')
    expect(tick(text, 'plan', 'stop', 'new')).toEqual({
      ok: true,
      value: text.replace('[ ] Stop', '[x] Stop').replace('  mine\n', '  mine\n\nnew\n'),
    })
  })

  test('says which questions and options there are', () => {
    expect(tick(NOTE, 'verdict', 'go', '')).toMatchObject({ ok: false, error: expect.stringContaining('"verdict"') as string })
    expect(tick(NOTE, 'plan', 'go', '')).toMatchObject({ ok: false, error: expect.stringContaining('approve, revise, stop') as string })
  })

  test('is read back with its words, whatever they are, and leaves every other byte', () => {
    fc.assert(
      fc.property(fc.constantFrom('approve', 'revise', 'stop'), anyString(), hostile(), lineBreak(), (option, words, below, eol) => {
        const text = (NOTE + (below === '' ? '' : `\n## Log\n\n${below}\n`)).replace(/\r\n|\r|\n/g, eol)
        fc.pre(!below.includes('^q-'))
        const ticked = tick(text, 'plan', option, words)
        expect(ticked.ok).toBe(true)
        if (!ticked.ok) return
        expect(readQuestions(ticked.value)).toMatchObject([{ name: 'plan', answer: option, words: words.trim() }])
        const added = ticked.value.length - text.length
        const at = text.indexOf('^q-plan-stop') + '^q-plan-stop'.length + eol.length
        expect(ticked.value.slice(0, at).replace('[x]', '[ ]') + ticked.value.slice(at + added)).toBe(text)
        expect(tick(ticked.value, 'plan', option, words)).toEqual(ticked)
      }),
      { numRuns: 400 },
    )
  })
})
