/** The usual constants of BM25+: how soon repeating a word stops to count, how much a long text is held back, what a hit counts at least. */
const SATURATION = 1.2
const LENGTH_SHARE = 0.7
const FLOOR = 0.5

/** What each word says for each text by BM25+: per text the words that it has with their weight, above 0. */
export function weighWords(words: readonly string[], texts: readonly (readonly string[])[]): readonly ReadonlyMap<string, number>[] {
  const wanted = new Set(words)
  const counts = texts.map((tokens) => countOf(tokens, wanted))
  const lengths = texts.map((tokens) => new Set(tokens).size)
  const usual = lengths.reduce((sum, length) => sum + length, 0) / texts.length
  const holders = new Map(words.map((word) => [word, counts.filter((own) => own.has(word)).length]))
  const weigh = (word: string, count: number, length: number): number => {
    const holding = holders.get(word) ?? 0
    const rarity = Math.log(1 + (texts.length - holding + 0.5) / (holding + 0.5))
    return rarity * (FLOOR + (count * (SATURATION + 1)) / (count + SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / usual)))
  }
  return counts.map((own, at) => new Map([...own].map(([word, count]) => [word, weigh(word, count, lengths[at] ?? 0)])))
}

function countOf(tokens: readonly string[], wanted: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const token of tokens) if (wanted.has(token)) counts.set(token, (counts.get(token) ?? 0) + 1)
  return counts
}
