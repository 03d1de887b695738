import { afterAll, describe, expect, it } from 'vitest'
import { SLOW_MS, Workshop } from './harness.ts'

const FEATURE = 'discount-codes'

/** The whole journey; a person writes into every note before each of these. */
const JOURNEY: readonly (readonly [exit: number, ...args: string[]])[] = [
  [0, 'court', FEATURE],
  [3, 'implement', FEATURE],
  [0, 'answer', FEATURE, 'plan', 'approve'],
  [0, 'implement', FEATURE],
  [4, 'critique', FEATURE],
  [0, 'implement', FEATURE],
  [0, 'critique', FEATURE],
  [0, 'land', FEATURE],
  [0, 'retro', FEATURE],
]

/** What people and plugins put into notes, each around a word of its own. `block` stands between blank lines. */
const SCRIBBLES: readonly ((word: string) => string)[] = [
  (word) => `A remark by hand: ${word}  `,
  (word) => `> [!note]- Mine, folded ${word}\n> - [ ] not a question of Forge's\n> | a | b |`,
  (word) => `## My own heading ${word}\n\ttabbed, [[a link]] #tag  \n`,
  (word) => `- [ ] a task ${word} ✅ 2026-03-05\n    - nested ^id-${word}`,
  (word) => `\`\`\`js\n## no heading ${word}\n- [x] Approve ^q-plan-stop\n\`\`\``,
  (word) => `%% a comment ${word} %%\n<!-- and another -->`,
  (word) => `***bold*** ==mark== ${word} ümläut 日本語 👩‍👩‍👧`,
]

/** Writes into notes as a person would, and remembers each string. */
class Hand {
  readonly written: string[] = []
  private count = 0

  /** A key with a comment; unknown keys of a policy are an error, so that one has a comment alone. */
  addKey(text: string, isPolicy: boolean): string {
    const piece = this.own(text, (word) => (isPolicy ? `# a comment ${word}` : `my_${word}: "kept"   # a comment ${word}`))
    return text.replace(/^---(\r?\n)/, (start) => `${start}${piece}${breakOf(text)}`)
  }

  /** Before every other heading and at the end. */
  addBlocks(text: string): string {
    const headings = [...text.matchAll(/^#{2,3} .*$/gm)].map((match) => match.index).filter((at) => !insideFence(text, at))
    const places = headings.filter((_, turn) => turn % 2 === this.count % 2)
    const gap = breakOf(text)
    const spliced = places.reverse().reduce((now, at) => `${now.slice(0, at)}${this.block(text)}${gap}${gap}${now.slice(at)}`, text)
    return `${spliced}${gap}${this.block(text)}${gap}`
  }

  private block(text: string): string {
    return this.own(text, SCRIBBLES[this.count % SCRIBBLES.length] ?? ((word) => word))
  }

  private own(text: string, shape: (word: string) => string): string {
    this.count += 1
    const piece = shape(`hand${String(this.count)}x`).replace(/\n/g, breakOf(text))
    this.written.push(piece)
    return piece
  }
}

function breakOf(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n'
}

function insideFence(text: string, at: number): boolean {
  return (text.slice(0, at).match(/^\s*(?:>\s?)*```/gm) ?? []).length % 2 === 1
}

/** A spec that a court judged, and a plan that was approved, are asked about again when their text changes: their keys may. */
function mayChangeText(note: string, next: string | undefined): boolean {
  if (note.endsWith('_spec.md')) return next === 'court'
  return !note.endsWith('_plan.md') || next === 'answer'
}

async function writeAlongside(turnToCrlf: boolean): Promise<{ readonly shop: Workshop; readonly hand: Hand }> {
  const shop = new Workshop()
  shops.push(shop)
  const hand = new Hand()
  await shop.open(FEATURE)
  for (const [exit, ...args] of JOURNEY) {
    for (const [note, before] of shop.texts()) {
      const text = turnToCrlf ? before.replace(/\r?\n/g, '\r\n') : before
      const keyed = hand.addKey(text, note.endsWith('policy.md'))
      shop.write(note, mayChangeText(note, args[0]) ? hand.addBlocks(keyed) : keyed)
    }
    const outcome = await shop.forge(...args)
    expect(outcome.exit, `${args.join(' ')}: ${outcome.stdout}${outcome.stderr}`).toBe(exit)
  }
  return { shop, hand }
}

const shops: Workshop[] = []
afterAll(() => shops.forEach((shop) => shop.remove()))

describe.concurrent('what a person writes into the notes between all commands', () => {
  it.each([
    ['LF', false],
    ['CRLF', true],
  ])('is there at the end, every byte of it, once (%s)', { timeout: SLOW_MS }, async (_, turnToCrlf) => {
    const { shop, hand } = await writeAlongside(turnToCrlf)
    const texts = [...shop.texts().values()]
    const times = (piece: string): number => texts.reduce((sum, text) => sum + text.split(piece).length - 1, 0)
    expect(hand.written.length).toBeGreaterThan(200)
    expect(hand.written.filter((piece) => times(piece) !== 1)).toEqual([])
    expect(shop.notes('active')).toEqual([])
    expect([shop.timesAsked('juror'), shop.timesAsked('planner'), shop.timesAsked('builder'), shop.timesAsked('historian')]).toEqual([
      3, 1, 3, 1,
    ])
  })
})
