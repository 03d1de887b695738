import fc from 'fast-check'
import MiniSearch from 'minisearch'
import { describe, expect, it } from 'vitest'
import { findRelated } from '../../src/memory/search.ts'
import { weighWords } from '../../src/memory/weigh.ts'

const word = fc.constantFrom('billing', 'Stripe', 'webhook', 'vat', 'card', 'refund', 'ledger', 'the', 'in')
const words = fc.array(word, { maxLength: 12 })

/** The ranking of the search library, with the same words and the same say of title and text. */
function theirs(query: readonly string[], notes: readonly { readonly path: string; readonly title: string; readonly text: string }[]) {
  const index = new MiniSearch<{ id: number; title: string; text: string }>({ fields: ['title', 'text'] })
  index.addAll(notes.map(({ title, text }, id) => ({ id, title, text })))
  return index
    .search([...new Set(query)].filter((one) => one !== 'the' && one !== 'in').join(' '), { boost: { title: 2 }, combineWith: 'OR' })
    .filter((hit) => hit.queryTerms.length >= 2)
    .map(({ id, score, queryTerms }) => ({ id: String(id), score: Math.round(score * 1e9), queryTerms }))
    .sort((a, b) => b.score - a.score || Number(a.id) - Number(b.id))
    .map((hit) => notes[Number(hit.id)])
}

/** Two notes that weigh alike, though their sums are added up in another order. */
const TIED: [string[], { title: string[]; text: string[] }[]] = [
  ['billing', 'ledger', 'card', 'webhook'],
  [
    { title: [], text: ['refund', 'webhook', 'billing', 'billing', 'ledger', 'the'] },
    { title: [], text: ['the', 'card', 'billing', 'ledger', 'ledger', 'vat'] },
    { title: [], text: ['ledger'] },
    { title: [], text: ['webhook', 'vat'] },
    { title: [], text: ['in', 'billing', 'refund', 'card'] },
  ],
]

describe('how memory weighs words', () => {
  it('orders notes as the search library does', () => {
    fc.assert(
      fc.property(words, fc.array(fc.record({ title: words, text: words }), { maxLength: 8 }), (query, drafts) => {
        const notes = drafts.map(({ title, text }, n) => ({ path: String(n), title: title.join(' '), text: text.join(' ') }))
        expect(findRelated(query.join(' '), notes, 99)).toEqual(theirs(query, notes))
      }),
      { numRuns: 300, examples: [TIED] },
    )
  })

  it('counts a rare word more than a common one, and a short text more than a long one', () => {
    const [short, long] = weighWords(
      ['rare', 'common'],
      [
        ['rare', 'common'],
        ['common', 'a', 'b', 'c', 'd'],
      ],
    )
    expect(short?.get('rare')).toBeGreaterThan(short?.get('common') ?? 0)
    expect(short?.get('common')).toBeGreaterThan(long?.get('common') ?? 0)
    expect([...(long?.keys() ?? [])]).toEqual(['common'])
  })
})
