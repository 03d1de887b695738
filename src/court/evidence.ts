import type { Repo } from '../repo/repo.ts'

/** A quote shorter than this, white space aside, is found everywhere and proves nothing. */
export const MIN_QUOTE_CHARS = 10
/** Files that are searched for a quote at most; those that the evidence names come first. */
export const MAX_FILES_SEARCHED = 3_000
/** Files longer than this are data, not something a juror quotes. */
export const MAX_FILE_CHARS = 1_000_000
/** A quote of fewer words or characters is a common phrase: it counts only where it is a whole line. */
const MIN_QUOTE_WORDS = 3
const MIN_WORD_CHARS = 20
const READS_AT_ONCE = 8

/** Where a quote is looked for: the texts that every juror was given, and the repo at the recorded commit. */
export interface Sources {
  readonly texts: readonly string[]
  readonly repo: Pick<Repo, 'files' | 'show'>
  readonly sha: string
}

/** The text with every run of white space as one space, so that re-wrapped quotes are found. */
export function normalise(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}

const QUOTED = /"([^"]+)"|“([^”]+)”|„([^“”]+)[“”]|«([^»]+)»|```[^\n]*\n([\s\S]+?)```|`([^`]+)`|'([^']+)'/g

/** `src/a.ts:10: ` or `Spec: ` before the quote itself. */
const CITATION = /^[^:\n]{1,200}:(?:\d+:?)?\s*/

/** What may be the quote in a piece of evidence, normalised: the whole of it, and each part in quotation marks. Too short ones are left out. */
export function quotesIn(evidence: string): readonly string[] {
  const parts = [...evidence.matchAll(QUOTED)].map((match) => match.slice(1).find((group) => group !== undefined) ?? '')
  const lines = evidence.split('\n').map((line) => line.replace(/^\s*>\s?/, ''))
  const quotes = [evidence, evidence.replace(CITATION, ''), ...parts, ...lines].map(normalise)
  return [...new Set(quotes)].filter((quote) => quote.replace(/\s/g, '').length >= MIN_QUOTE_CHARS)
}

/** True where a quote of the evidence is in the text. */
export function isFoundIn(evidence: string, text: string): boolean {
  const searched = normalise(text)
  return quotesIn(evidence).some((quote) => searched.includes(quote) && (isTelling(quote) || isLineOf(quote, text)))
}

function isTelling(quote: string): boolean {
  return quote.split(' ').length >= MIN_QUOTE_WORDS || quote.replace(/\s/g, '').length >= MIN_WORD_CHARS
}

function isLineOf(quote: string, text: string): boolean {
  return text.split('\n').some((line) => normalise(line) === quote)
}

/** For each piece of evidence, whether its quote exists in the sources. Each file is read once, and reading stops when all are found. */
export async function findEvidence(evidences: readonly string[], sources: Sources): Promise<readonly boolean[]> {
  const found = evidences.map((evidence) => sources.texts.some((text) => isFoundIn(evidence, text)))
  const open = (): readonly number[] =>
    found.flatMap((isFound, index) => (isFound || quotesIn(evidences[index] ?? '').length === 0 ? [] : [index]))
  if (open().length === 0) return found
  const paths = inOrder(await sources.repo.files(sources.sha), evidences.join('\n')).slice(0, MAX_FILES_SEARCHED)
  for (let at = 0; at < paths.length && open().length > 0; at += READS_AT_ONCE) {
    const texts = await Promise.all(paths.slice(at, at + READS_AT_ONCE).map((path) => sources.repo.show(sources.sha, path)))
    for (const text of texts.map(searchable)) for (const index of open()) found[index] = isFoundIn(evidences[index] ?? '', text)
  }
  return found
}

function searchable(text: string | null): string {
  return text === null || text.length > MAX_FILE_CHARS ? '' : text
}

/** Paths that the evidence names first, then files with a named file's name, then the rest. */
function inOrder(paths: readonly string[], evidence: string): readonly string[] {
  const rank = (path: string): number => (evidence.includes(path) ? 0 : evidence.includes(path.slice(path.lastIndexOf('/') + 1)) ? 1 : 2)
  return [...paths].sort((a, b) => rank(a) - rank(b))
}
