import { setIcon } from 'obsidian'
import type { Standing } from '../feature-index.ts'
import type { Forge } from '../forge.ts'
import { Row } from './row.ts'
import { byRank, SHELF_HEADING, type Rank, type ShelfName } from './shelf-of.ts'

/** A feature in its place. */
export interface Placed {
  readonly standing: Standing
  readonly shelf: ShelfName
  readonly rank: Rank
  /** What the filter looks at, lower case. */
  readonly words: string
  /** null until it is shown. */
  row: Row | null
}

/** Rows that are drawn until more are asked for: a page of thousands is neither quick nor of use. */
const FIRST = 25
const MORE = 100

/** One heading and the rows below it. */
export class Shelf {
  private readonly el: HTMLDetailsElement
  private readonly rows: HTMLElement
  private readonly number: HTMLElement
  private readonly more: HTMLButtonElement
  private readonly places = new Map<string, Placed>()
  /** What stands above the features, whatever the filter says. */
  private cards: readonly HTMLElement[] = []
  private limit = FIRST
  private wanted = ''
  private isSettled = false

  constructor(
    private readonly forge: Forge,
    into: HTMLElement,
    name: ShelfName,
    private readonly unfolded: Set<string>,
  ) {
    this.el = into.createEl('details', { cls: `forge-shelf mod-${name.toLowerCase()}` })
    this.el.open = name !== 'ARCHIVED'
    this.number = drawHeading(this.el, SHELF_HEADING[name]).createSpan({ cls: 'forge-shelf-count' })
    this.rows = this.el.createDiv({ cls: 'forge-rows', attr: { role: 'list' } })
    this.more = this.el.createEl('button', { cls: 'forge-show-more' })
    this.more.addEventListener('click', () => this.again(() => (this.limit += MORE)))
    this.el.addEventListener('toggle', () => this.again(() => undefined))
  }

  put(place: Placed): void {
    this.places.set(place.standing.feature.name, place)
    this.isSettled = false
  }

  take(place: Placed): void {
    this.places.delete(place.standing.feature.name)
    this.isSettled = false
  }

  /** Puts cards that belong to no row above the rows. */
  lead(cards: readonly HTMLElement[]): void {
    this.cards = cards
    this.isSettled = false
  }

  filter(wanted: string): void {
    this.wanted = wanted
    this.isSettled = false
  }

  /** Brings order, count and rows up to date, where anything has changed. */
  settle(): void {
    if (this.isSettled) return
    this.isSettled = true
    const fitting = [...this.places.values()].filter(({ words }) => words.includes(this.wanted))
    const count = this.cards.length + fitting.length
    this.number.setText(String(count))
    this.el.toggle(count > 0)
    if (this.el.open) this.show(fitting.sort((a, b) => byRank(a.rank, b.rank)))
  }

  private show(fitting: readonly Placed[]): void {
    const rows = fitting.slice(0, this.limit).map((place) => {
      place.row ??= new Row(this.forge, place.standing.feature.name, this.unfolded)
      place.row.show(place.standing)
      return place.row.el
    })
    putChildren(this.rows, [...this.cards, ...rows])
    const rest = fitting.length - rows.length
    this.more.toggle(rest > 0)
    this.more.setText(`Show ${String(Math.min(rest, MORE))} more of ${String(rest)}`)
  }

  private again(change: () => void): void {
    change()
    this.isSettled = false
    this.settle()
  }
}

/** The line that folds and unfolds what is below it. */
export function drawHeading(details: HTMLDetailsElement, text: string): HTMLElement {
  const heading = details.createEl('summary', { cls: 'forge-shelf-heading' })
  setIcon(heading.createSpan({ cls: 'forge-shelf-fold' }), 'chevron-right')
  heading.createSpan({ text })
  return heading
}

/** Makes `wanted` the children, in this order, and moves none that is in its place already. */
function putChildren(parent: HTMLElement, wanted: readonly HTMLElement[]): void {
  const stays = new Set<Element>(wanted)
  for (const child of [...parent.children]) if (!stays.has(child)) child.remove()
  let next = parent.firstElementChild
  for (const child of wanted) {
    if (child === next) next = next.nextElementSibling
    else parent.insertBefore(child, next)
  }
}
