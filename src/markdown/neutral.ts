/**
 * One line of Markdown that shows `text` and can be no structure of a note, wherever it is put inside a line: no heading, list,
 * quote, fence, table, link, tag, comment, block id, field, formula, HTML or template. Ordinary prose and simple code spans come
 * out as they are. An empty text gives an empty line.
 */
export function inline(text: string): string {
  return codeSpans(text)
    .map((part) => (part.isCode ? text.slice(part.start, part.end) : escapeRange(text, part.start, part.end)))
    .join('')
}

/** The exact inverse: `plain(inline(x)) === x` for every string. Any other Markdown is read as far as it looks like it. */
export function plain(markdown: string): string {
  return markdown.replace(TOKEN, (token) => (token.startsWith('`') ? token : decode(token)))
}

/** A fenced block whose fence is longer than any in the text. `info` is a language name; anything else in it is dropped. */
export function fenced(text: string, info = ''): string {
  const runs = text.match(/`+/g) ?? []
  const fence = '`'.repeat(runs.reduce((longest, run) => Math.max(longest, run.length + 1), 3))
  const language = /^[A-Za-z][A-Za-z0-9+-]*$/.test(info) ? info : ''
  return `${fence}${language}\n${text}\n${fence}`
}

/** The text of a fenced block, exactly as it was given to `fenced`; null where the Markdown is no such block. */
export function unfence(markdown: string): string | null {
  const match = /^(`{3,})[^`\r\n]*(\r?\n)([\s\S]*)$/.exec(markdown.replace(/[ \t\r\n]+$/, ''))
  if (!match) return null
  const [, fence = '', lineBreak = '', rest = ''] = match
  const lines = lineBreak === '\r\n' ? rest.replace(/\r\n/g, '\n') : rest
  const end = lines.length - fence.length
  return lines.endsWith(`\n${fence}`) ? lines.slice(0, end - 1) : null
}

const TOKEN = /`[^`]*`|\\[!-/:-@[-`{-~]|&(?:lt|#\d{1,7});|<br>/g

function decode(token: string): string {
  if (token === '<br>') return '\n'
  if (token === '&lt;') return '<'
  if (token.startsWith('\\')) return token.slice(1)
  const code = Number(token.slice(2, -1))
  return code <= LAST_CODE_POINT ? String.fromCodePoint(code) : token
}

const LAST_CODE_POINT = 0x10ffff

interface Part {
  readonly start: number
  readonly end: number
  readonly isCode: boolean
}

/** Cuts a text into what stays a code span and what does not. */
function codeSpans(text: string): readonly Part[] {
  const runs = [...text.matchAll(/`+/g)]
  const parts: Part[] = []
  let done = 0
  for (let at = 0; at + 1 < runs.length; at += 1) {
    const start = runs[at]?.index ?? 0
    const end = (runs[at + 1]?.index ?? 0) + 1
    if (runs[at]?.[0].length !== 1 || runs[at + 1]?.[0].length !== 1 || !isHarmlessCode(text.slice(start + 1, end - 1))) continue
    parts.push({ start: done, end: start, isCode: false }, { start, end, isCode: true })
    done = end
    at += 1
  }
  return [...parts, { start: done, end: text.length, isCode: false }]
}

/** Code whose text no plugin runs, no table cuts and no reader takes for structure. Some run code spans that start with = or $. */
function isHarmlessCode(code: string): boolean {
  return /^[^\p{C}\u2028\u2029\\|%^]+$/u.test(code) && !/^[\s=$]|\s$|::|<[^A-Za-z =]|<$/.test(code)
}

function escapeRange(text: string, start: number, end: number): string {
  let out = ''
  for (let at = start; at < end;) {
    const char = String.fromCodePoint(text.codePointAt(at) ?? 0)
    out += escapeChar(char, text, at)
    at += char.length
  }
  return out
}

const ALWAYS = new Set(['*', '[', ']', '`', '|', '$'])
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff]/u

function escapeChar(char: string, text: string, at: number): string {
  if (isEdgeSpace(char, text, at)) return reference(char)
  if (char === '\n') return '<br>'
  if (UNPRINTABLE.test(char)) return reference(char)
  if (char === '<') return /[\s\d=]/.test(text.charAt(at + 1)) ? '<' : '&lt;'
  return ALWAYS.has(char) || isStructure(char, text, at) ? `\\${char}` : char
}

/** Space at either end is trimmed by readers, and makes code blocks and hard breaks. */
function isEdgeSpace(char: string, text: string, at: number): boolean {
  return (at === 0 || at + char.length === text.length) && /\s/.test(char)
}

function reference(char: string): string {
  return `&#${String(char.codePointAt(0) ?? 0)};`
}

type Test = (before: string, after: string, text: string, at: number) => boolean

/** A character that means something only twice in a row, or at the start of a line. */
const ifDoubled =
  (char: string): Test =>
  (before, after) =>
    before === '' || before === char || after === char

const atStart: Test = (before) => before === ''

/** When a character that is common in prose could be structure. */
const STRUCTURE: Readonly<Record<string, Test>> = {
  '\\': (_before, after) => !/[A-Za-z0-9]/.test(after),
  '&': (_before, _after, text, at) => /^&#?\w+;/.test(text.slice(at, at + 40)),
  '#': (before) => !/[A-Za-z0-9]/.test(before),
  '^': (before) => before === '' || /\s/.test(before),
  _: (before, after) => !/[\p{L}\p{N}]/u.test(before) || !/[\p{L}\p{N}]/u.test(after),
  '=': ifDoubled('='),
  '%': ifDoubled('%'),
  '~': ifDoubled('~'),
  ':': (before, after, text, at) => ifDoubled(':')(before, after, text, at) || isForeignLink(text, at),
  '-': atStart,
  '+': atStart,
  '>': atStart,
  '.': (_before, after, text, at) => isListNumber(text, at, after),
  ')': (_before, after, text, at) => isListNumber(text, at, after),
}

function isStructure(char: string, text: string, at: number): boolean {
  return STRUCTURE[char]?.(text.charAt(at - 1), text.charAt(at + 1), text, at) ?? false
}

function isListNumber(text: string, at: number, after: string): boolean {
  return at > 0 && at <= 9 && /^\d+$/.test(text.slice(0, at)) && (after === '' || /\s/.test(after))
}

/** Links of other schemes than the web's can make programs act when they are clicked. */
function isForeignLink(text: string, at: number): boolean {
  return text.startsWith('//', at + 1) && !/https?$/i.test(text.slice(Math.max(0, at - 6), at))
}
