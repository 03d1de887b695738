import { describe, expect, it } from 'vitest'
import { findRelated } from '../../src/memory/search.ts'

const note = (title: string, text: string) => ({ path: `forge/decisions/${title.toLowerCase().replace(/ /g, '-')}.md`, title, text })
const notes = [
  note('Stripe refused', 'Card payments through Stripe were refused: VAT has to be filed by us. Billing stays manual.'),
  note('Dark mode', 'The theme follows the system. Colours live in one file.'),
  note('Webhooks', 'Every payment webhook is verified by its signature before billing reads it.'),
]
const spec = 'Take card payments with Paddle. Billing must verify each webhook signature, and VAT is theirs.'

describe('what memory finds', () => {
  it('is what shares words with the text, best first', () => {
    expect(
      findRelated(spec, notes, 5)
        .map((one) => one.title)
        .sort(),
    ).toEqual(['Stripe refused', 'Webhooks'])
  })

  it('is limited, and the same in every order', () => {
    const one = findRelated(spec, notes, 1)
    expect(one).toHaveLength(1)
    expect(findRelated(spec, [...notes].reverse(), 1)).toEqual(one)
    expect(findRelated(spec, notes, 0)).toEqual([])
  })

  it('is nothing for a text of common words, for an empty one, or from nothing', () => {
    expect(findRelated('What would they have done with the other one', notes, 5)).toEqual([])
    expect(findRelated('', notes, 5)).toEqual([])
    expect(findRelated(spec, [], 5)).toEqual([])
  })

  it('does not take one shared word for kinship', () => {
    expect(findRelated('A billing screen', [note('Other', 'billing'), ...notes], 5).map((one) => one.title)).toEqual([])
  })

  it('stays quick on a long text and many notes', () => {
    const many = Array.from({ length: 400 }, (_, n) => note(`Note ${String(n)}`, `word${String(n)} payments billing `.repeat(100)))
    expect(findRelated(`${spec} `.repeat(2_000), many, 6)).toHaveLength(6)
  })
})
