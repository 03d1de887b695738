import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { proseHash, proseOf } from '../../src/markdown/prose.ts'
import { renderQuestion } from '../../src/markdown/questions.ts'
import { anyString } from './arbitrary.ts'

const QUESTION = renderQuestion({
  name: 'plan',
  heading: 'Your decision',
  options: [
    { id: 'approve', label: 'Approve' },
    { id: 'stop', label: 'Stop' },
  ],
})
const NOTE = `---\nstatus: SPEC\n---\n> [!info] x\n\n## Summary\n\nDo it.\n\n${QUESTION}\n\n## Files\n\n- a.ts\n`

test('is the sha256 of the prose', async () => {
  const prose = '> [!info] x ## Summary Do it. ## Files - a.ts'
  expect(proseOf(NOTE)).toBe(prose)
  expect(await proseHash(NOTE)).toBe(createHash('sha256').update(prose).digest('hex'))
})

test.each([
  ['line breaks', NOTE.replace(/\n/g, '\r\n')],
  ['blank lines and trailing space', NOTE.replace('Do it.\n', 'Do it.  \n\n\n')],
  ['keys', NOTE.replace('status: SPEC', 'status: DECIDED\nmore: 1')],
  ['an answer', NOTE.replace('[ ] Approve', '[x] Approve')],
  ['an answer with words', NOTE.replace('^q-plan-stop', '^q-plan-stop ✅ 2026-03-05\n  no\n\nwords')],
  ['a byte order mark', `\ufeff${NOTE}`],
  ['no line break at the end', NOTE.trimEnd()],
])('does not change with %s', async (_what, other) => {
  expect(await proseHash(other)).toBe(await proseHash(NOTE))
})

test.each([
  ['a word', NOTE.replace('Do it.', 'Do it!')],
  ['a line in another section', NOTE.replace('- a.ts', '- b.ts')],
  ['a heading', NOTE.replace('## Files', '## File')],
  ['a split word', NOTE.replace('Do it.', 'Do i t.')],
  ['a box that is no question', NOTE.replace('- a.ts', '- [x] a.ts')],
])('changes with %s', async (_what, other) => {
  expect(await proseHash(other)).not.toBe(await proseHash(NOTE))
})

test('leaves out the options alone where no heading stands above them', () => {
  expect(proseOf('text\n\n- [ ] Approve ^q-plan-approve\n- [ ] Stop ^q-plan-stop\n\nmore')).toBe('text more')
})

test('leaves out only the section that asks', () => {
  expect(proseOf('# Plan\n\ntext\n\n## Ask\n\n- [ ] Approve ^q-plan-approve\n\n### Below\n\nx\n\n## After\n\ny')).toBe(
    '# Plan text ## After y',
  )
})

test('takes any text', async () => {
  await fc.assert(
    fc.asyncProperty(anyString(), async (text) => {
      expect(await proseHash(text)).toMatch(/^[0-9a-f]{64}$/)
      expect(await proseHash(text)).toBe(await proseHash(text.replace(/[ \n]/g, (space) => `${space} `)))
    }),
    { numRuns: 200 },
  )
})
