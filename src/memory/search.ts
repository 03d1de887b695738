import { weighWords } from './weigh.ts'

/** A text that can be found: a whole note, or one rule of one. */
export interface Memory {
  readonly path: string
  readonly title: string
  readonly text: string
}

/** Words of a long text that are searched for at most: its most frequent ones say what it is about. */
const MAX_QUERY_WORDS = 64
const MIN_WORD_CHARS = 3
const TITLE_BOOST = 2
/** Sharing fewer distinct words than this with a text is chance. */
const MIN_SHARED_WORDS = 2
/** Sums of the same weights in another order differ in their last digits: that is no difference. */
const SCORE_DIGITS = 1e9

/**
 * What matters to a text, best first, at most `limit`. Pure and deterministic: equal scores are ordered by path.
 * Nothing that shares fewer than two words with it is given.
 */
export function findRelated<M extends Memory>(text: string, notes: readonly M[], limit: number): readonly M[] {
  const query = queryOf(text)
  const titles = weighWords(
    query,
    notes.map((note) => tokensOf(note.title)),
  )
  const texts = weighWords(
    query,
    notes.map((note) => tokensOf(note.text)),
  )
  const found = notes.flatMap((note, at) => {
    const weights = query.map((word) => TITLE_BOOST * (titles[at]?.get(word) ?? 0) + (texts[at]?.get(word) ?? 0))
    const shared = weights.filter((weight) => weight > 0).length
    // Sharing many words says more than sharing one of them often.
    return shared >= MIN_SHARED_WORDS ? [{ note, score: rounded(shared * weights.reduce((sum, weight) => sum + weight, 0)) }] : []
  })
  return found
    .sort((a, b) => b.score - a.score || (a.note.path < b.note.path ? -1 : a.note.path > b.note.path ? 1 : 0))
    .slice(0, limit)
    .map((hit) => hit.note)
}

function rounded(score: number): number {
  return Math.round(score * SCORE_DIGITS) / SCORE_DIGITS
}

function queryOf(text: string): readonly string[] {
  const counts = new Map<string, number>()
  for (const word of tokensOf(text).filter(isTelling)) counts.set(word, (counts.get(word) ?? 0) + 1)
  const words = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return words.slice(0, MAX_QUERY_WORDS).map(([word]) => word)
}

/** The words of a text in order, in small letters. */
function tokensOf(text: string): readonly string[] {
  return text.toLowerCase().split(/[^\p{L}\p{N}]+/u)
}

function isTelling(word: string): boolean {
  return word.length >= MIN_WORD_CHARS && !STOP_WORDS.has(word)
}

/** Words that every note has, Forge's own headings among them. */
const STOP_WORDS = new Set(
  (
    'about after all also and any are because been before both but can could does each for from had has have how into its itself just less like made make may more most must not now ' +
    'off one only other our out over should some such than that the their them then there these they this those through too under until use used uses was were what when where which ' +
    'while who why will with without would you your yes true false none null what why constraints files acceptance context drivers options outcome consequences dissent spec court ' +
    'feature stage status verdict juror jurors score next pattern learned rule rules'
  ).split(' '),
)
