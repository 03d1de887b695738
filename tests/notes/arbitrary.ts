import fc from 'fast-check'

/** Pieces that mean something to Markdown, Obsidian or a plugin, in many orders. */
const PIECES = [
  'a', 'b c', ' ', '  ', '    ', '\n', '\n\n', '\r\n', '\r', '\t', '#', '## x', '#tag', '-', '---', '- ', '- [ ] ', '- [x] ', '* ', '*', '**', '_', '__', 'a_b', '+ ',
  '1. ', '2) ', '12.', '>', '> ', '> [!note] x', '`', '``', '```', '```js\n', '~', '~~', '~~~', '|', '|---|', '\\', '\\\\', '\\|', '[', ']', '[[', ']]', '![[x]]', '[a](b)',
  '[a]: b', '[^1]', '^', ' ^id', ' ^q-plan-approve', '<', '<b>', '</b>', '<!--', '-->', '<br>', '<% x %>', '<script>', '&', '&lt;', '&#10;', '&amp;', '%', '%%', '=', '==', '===', '$',
  '$$', '$x$', ':', '::', 'key:: value', '[k:: v]', '!', '`=1`', '`$= x`', '`ok code`', '`a|b`', 'http://a.b', 'obsidian://x', 'é', '日本', '👩‍👩‍👧', '\u00a0', '\u2028', '\u200b', '\u202e',
  '\ud800', '\udc00', '\0', '\ufeff', '✅ 2026-03-05', '.', ')', '(', '"', "'", '{{x}}', '@', '...', '—',
]

/** Texts that try to be more than text. */
export const hostile = (): fc.Arbitrary<string> => fc.array(fc.constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join(''))

/** Any JavaScript string, lone surrogates included. */
export const anyString = (): fc.Arbitrary<string> =>
  fc.oneof(hostile(), fc.string({ unit: 'binary', maxLength: 30 }), fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 }).map((codes) => String.fromCharCode(...codes)))

/** A line break as notes have it. */
export const lineBreak = (): fc.Arbitrary<string> => fc.constantFrom('\n', '\r\n')
