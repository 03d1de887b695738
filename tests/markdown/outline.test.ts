import fc from 'fast-check'
import { expect, test } from 'vitest'
import { slowOutline } from '../../src/markdown/outline.ts'
import { quickOutline } from '../../src/markdown/quick-outline.ts'
import { cpuMs, hostile } from './arbitrary.ts'

const LINES = [
  '',
  '',
  '',
  '  ',
  '\t',
  'text',
  'text # no',
  '# One',
  '## Two ##',
  '### a `b` #',
  '#',
  '##',
  '# #',
  '## # #',
  '#no',
  '####### no',
  '  # in',
  '   ## in',
  '    # code',
  '\t# code',
  ' text',
  '  text',
  '    text',
  '> quote',
  '> # no',
  '>',
  '> - x',
  '  > in',
  '> ```',
  '- a',
  '- [x] b ^q-plan-approve',
  '* a',
  '+ a',
  '-',
  '- ',
  '-   a',
  '-     code',
  '-\ta',
  '- ```',
  '- > q',
  '- # h',
  '  - nested',
  '    - deep',
  '1. a',
  '2. b',
  '12) c',
  '1.',
  '   in one',
  '- - -',
  '* * *',
  '---',
  '--',
  '===',
  '=',
  '___',
  '  ---',
  '```',
  '````',
  '```js',
  '``` a`b',
  '~~~',
  '~~~~ x',
  '  ```',
  '   ~~~',
  '    ```',
  '     ```',
  '| a | b |',
  '| - | - |',
  '[a]: b',
  '%%',
]
const HARD = ['<div>', '<!-- c', '-->', '<b>x</b>', '  <p>', '  - [ ] c ^q-plan-stop', '<', '&lt;']

const document = fc
  .tuple(
    fc.array(
      fc.oneof(
        { weight: 30, arbitrary: fc.constantFrom(...LINES) },
        { weight: 1, arbitrary: fc.constantFrom(...HARD) },
        { weight: 1, arbitrary: hostile() },
      ),
      { maxLength: 14 },
    ),
    fc.constantFrom('\n', '\r\n', '\r'),
    fc.boolean(),
  )
  .map(([lines, lineBreak, isEnded]) => lines.join(lineBreak) + (isEnded ? lineBreak : ''))

test("the quick outline is the parser's, or none", () => {
  fc.assert(
    fc.property(document, (body) => {
      const quick = quickOutline(body)
      if (quick !== null) expect(quick).toEqual(slowOutline(body))
    }),
    { numRuns: Number(process.env['OUTLINE_RUNS'] ?? 3000) },
  )
})

test.each([
  'text\n2. b\n   ## in',
  '- a\nlazy\n  ## in',
  '- a\n\ntext\n\n  ## in',
  '-\n\n  ## in',
  '-\ta\n  ## in',
  '* * *\n  ## in',
  'text\n---',
  '> a\nlazy',
  '<div>\n## no\n</div>',
  '- a\n  - [ ] b ^q-plan-stop',
])('the quick outline leaves %j to the parser', (body) => {
  expect(quickOutline(body)).toBeNull()
})

test.each([
  '- a\n\n  ## in\n## out',
  '1. a\n   ## in',
  '-   a\n    ## in',
  '- a\n  ```\n  # no\n\n  ```\n# yes',
  '> a\n# yes',
  'text\n1. a\n   > no',
])('the quick outline reads %j', (body) => {
  expect(quickOutline(body)).toEqual(slowOutline(body))
})

test('the quick outline can read what Forge writes', () => {
  const note = `> [!success] GO\n> **Next:** x\n\n## Findings\n\n### \`a.ts:1\` leaks\n\n- **Claim:** x\n- **Quote:**\n  \`\`\`py\n  # not a heading\n  <div>\n  > no quote\n  - no item\n\n      deep\n  \`\`\`\n- **List:**\n  - **1**\n    - **Quote:**\n      \`\`\`\n      # no\n      \`\`\`\n\n| a | b |\n| --- | --- |\n| c | d |\n\n> [!info]- Raw\n> - **A:** b\n>   \`\`\`\n>   # x\n>   \`\`\`\n\n\`\`\`\n# no\n\`\`\`\n\n## Your decision\n\nAsk.\n\n- [ ] Fix ^q-finding-1-fix\n- [x] Wrong ^q-finding-1-wrong\n\nmy words\n`
  expect(quickOutline(note)).toEqual(slowOutline(note))
  expect(quickOutline(note.replace(/\n/g, '\r\n'))).toEqual(slowOutline(note.replace(/\n/g, '\r\n')))
})

test('a long note takes no time', () => {
  const unit = '## Heading\n\n- **Label:** some text with `code` and more words\n  - nested\n- **Quote:**\n  ```\n  # x\n  ```\n\n'
  expect(cpuMs(() => expect(quickOutline(unit.repeat(10_000))?.headings.length).toBe(10_000))).toBeLessThan(1000)
})
