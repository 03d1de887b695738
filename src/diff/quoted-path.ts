const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 }

/** A path as git writes it, and what follows it: C-quoted with octal bytes where it holds unusual characters, plain to the end otherwise. */
export function readPath(text: string): { readonly path: string; readonly rest: string } {
  if (!text.startsWith('"')) return { path: text, rest: '' }
  const bytes: number[] = []
  let at = 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? readEscape(text, at + 1, bytes) : readPlain(text, at, bytes)
  return { path: new TextDecoder('utf-8', { ignoreBOM: true }).decode(new Uint8Array(bytes)), rest: text.slice(at + 1) }
}

/** Gives the length of the whole escape, its backslash included. */
function readEscape(text: string, at: number, bytes: number[]): number {
  const octal = /^[0-3][0-7]{2}/.exec(text.slice(at, at + 3))
  if (octal) {
    bytes.push(Number.parseInt(octal[0], 8))
    return 4
  }
  bytes.push(ESCAPES[text[at] ?? ''] ?? 0x5c)
  return 2
}

function readPlain(text: string, at: number, bytes: number[]): number {
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0xfffd)
  bytes.push(...new TextEncoder().encode(character))
  return character.length
}
