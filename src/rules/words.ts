/** Words that carry no subject; they would make any two rules look alike. */
const EMPTY = new Set(
  (
    'a an the and or but if then else when while where which that this these those it its of in on at to from for with by as is are be been was were ' +
    'do does did has have had will would can could should must may might shall not no never always only also any all each every some more most less ' +
    'than so such into out up down over under again before after without avoid use used using make makes made get gets rule code file files one'
  ).split(' '),
)

/** The words of a text that tell its subject, lower-case, with plain endings taken off, so that `hooks` meets `hook`. */
export function subjectWords(text: string): ReadonlySet<string> {
  return new Set(
    words(text)
      .filter((word) => !EMPTY.has(word) && (word.length > 1 || /\p{L}/u.test(word)) && !/^\d+$/.test(word))
      .map(stem),
  )
}

/** Every word and number of a text, lower-case; `camelCase` and `snake_case` are cut. */
export function words(text: string): readonly string[] {
  const spaced = text.normalize('NFC').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
  return spaced.toLowerCase().match(/\p{L}[\p{L}\p{N}'’]*|\p{N}+(?:[.,]\p{N}+)*/gu) ?? []
}

function stem(word: string): string {
  const bare = word.replace(/['’]s$/, '').replace(/['’]/g, '')
  if (bare.length > 5 && bare.endsWith('ies')) return `${bare.slice(0, -3)}y`
  if (bare.length > 6 && bare.endsWith('ing')) return bare.slice(0, -3)
  if (bare.length > 5 && /(?:ed|es)$/.test(bare)) return bare.slice(0, -2)
  return bare.length > 3 && /[^s]s$/.test(bare) ? bare.slice(0, -1) : bare.length > 4 && bare.endsWith('e') ? bare.slice(0, -1) : bare
}

/** How many words of the smaller set are in the larger one, 0 to 1; 0 where one is empty. */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const smaller = Math.min(a.size, b.size)
  return smaller === 0 ? 0 : shared(a, b).length / smaller
}

export function shared(a: ReadonlySet<string>, b: ReadonlySet<string>): readonly string[] {
  return [...a].filter((word) => b.has(word))
}
