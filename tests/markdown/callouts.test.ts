import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bar, callout, calloutBody } from '../../src/markdown/callouts.ts'
import { fenced, inline } from '../../src/markdown/neutral.ts'
import { anyString } from './arbitrary.ts'

test('a callout prefixes each line', () => {
  expect(callout('success', 'GO 7.7', 'a\n\nb')).toBe('> [!success] GO 7.7\n> a\n>\n> b')
  expect(callout('info', 'Raw', '', '-')).toBe('> [!info]- Raw')
  expect(callout('info', 'two\nlines', 'x', '+')).toBe('> [!info]+ two lines\n> x')
})

test('its body is read back among other text', () => {
  const note = `text\n\n${callout('a', 'First', 'one')}\n\n${callout('b', 'Second', '- x\n\n  ```\n  > [!c] Third\n  ```', '-')}\n\nafter`
  expect(calloutBody(note, 'First')).toBe('one')
  expect(calloutBody(note, 'Second')).toBe('- x\n\n  ```\n  > [!c] Third\n  ```')
  expect(calloutBody(note, 'Third')).toBeNull()
  expect(calloutBody(`\`\`\`\n${callout('a', 'First', 'one')}\n\`\`\``, 'First')).toBeNull()
  expect(calloutBody(note.replace(/\n/g, '\r\n'), 'Second')).toBe('- x\r\n\r\n  ```\r\n  > [!c] Third\r\n  ```')
})

test('any text inside is given back, whatever its line breaks', () => {
  fc.assert(
    fc.property(anyString(), anyString(), (title, text) => {
      const body = `${inline(text)}\n\n${fenced(text)}`
      const note = `before\n\n${callout('info', `T ${inline(title)}`, body, '-')}\n\nafter\n`
      expect(calloutBody(note, `T ${inline(title)}`)).toBe(body)
    }),
    { numRuns: 500 },
  )
})

test('a bar is ten wide', () => {
  expect(bar(8)).toBe('████████░░ 8')
  expect(bar(0)).toBe('░░░░░░░░░░ 0')
  expect(bar(6.5)).toBe('███████░░░ 6.5')
  expect(bar(12)).toBe('██████████ 12')
})
