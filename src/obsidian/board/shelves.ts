import { setIcon } from 'obsidian'
import type { Standing } from '../feature-index.ts'
import type { Forge } from '../forge.ts'
import { Row } from './row.ts'
import { titleOf } from './row-model.ts'
import { rankOf, SHELF_HEADING, shelfOf, SHELVES, type ShelfName } from './shelf.ts'

interface Placed {
  readonly row: Row
  shelf: ShelfName
  rank: string
  /** What the filter looks at, lower case. */
  words: string
}

/** Rows are drawn this far before they come into sight. */
const NEAR = '600px 0px'

/** Every feature on its shelf. After a change only the changed features are looked at. */
export class Shelves {
  private readonly placed = new Map<string, Placed>()
  private readonly shelves = new Map<ShelfName, Shelf>()
  private readonly rowOf = new WeakMap<Element, Row>()
  private readonly sight: IntersectionObserver
  /** Features whose details are shown. */
  private readonly unfolded = new Set<string>()
  private wanted = ''

  constructor(
    private readonly forge: Forge,
    into: HTMLElement,
    scroller: HTMLElement,
  ) {
    for (const name of SHELVES) this.shelves.set(name, new Shelf(into, name))
    this.sight = new IntersectionObserver((entries) => this.see(entries), { root: scroller, rootMargin: NEAR })
  }

  get count(): number {
    return this.placed.size
  }

  /** Puts every feature in its place, for the first time. */
  fill(): void {
    for (const standing of this.forge.features.all()) this.put(standing)
    this.settle()
  }

  /** Looks again at these features alone. */
  patch(names: Iterable<string>): void {
    for (const name of names) {
      const standing = this.forge.features.of(name)
      // A feature that runs is shown by its run.
      if (standing === null || this.forge.runs.of(name) !== null) this.remove(name)
      else this.put(standing)
    }
    this.settle()
  }

  /** Shows only features whose name or title holds `text`. */
  filter(text: string): void {
    this.wanted = text.trim().toLowerCase()
    for (const { row, words } of this.placed.values()) row.el.toggleClass('is-filtered', !words.includes(this.wanted))
    this.settle()
  }

  close(): void {
    this.sight.disconnect()
  }

  private put(standing: Standing): void {
    const { name } = standing.feature
    if (this.forge.runs.of(name) !== null) return
    const place = this.placed.get(name) ?? this.place(standing)
    const [shelf, rank] = [shelfOf(standing), rankOf(standing)]
    place.words = `${name} ${titleOf(standing.feature)}`.toLowerCase()
    place.row.el.toggleClass('is-filtered', !place.words.includes(this.wanted))
    if (place.shelf !== shelf || place.rank !== rank) {
      this.shelves.get(place.shelf)?.take(place)
      Object.assign(place, { shelf, rank })
      this.shelves.get(shelf)?.put(place)
    }
    place.row.update(standing)
  }

  private place(standing: Standing): Placed {
    const row = new Row(this.forge, standing, this.unfolded)
    const place: Placed = { row, shelf: 'SPEC', rank: '', words: '' }
    this.placed.set(standing.feature.name, place)
    this.rowOf.set(row.el, row)
    this.sight.observe(row.el)
    return place
  }

  private remove(name: string): void {
    const place = this.placed.get(name)
    if (place === undefined) return
    this.placed.delete(name)
    this.sight.unobserve(place.row.el)
    this.shelves.get(place.shelf)?.take(place)
    place.row.el.remove()
  }

  private see(entries: readonly IntersectionObserverEntry[]): void {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      this.sight.unobserve(target)
      this.rowOf.get(target)?.near()
    }
  }

  private settle(): void {
    for (const shelf of this.shelves.values()) shelf.settle(this.wanted)
  }
}

/** One heading and the rows below it, the archive folded. */
class Shelf {
  private readonly el: HTMLDetailsElement
  private readonly rows: HTMLElement
  private readonly number: HTMLElement
  private places: Placed[] = []
  private isSorted = true

  constructor(into: HTMLElement, name: ShelfName) {
    this.el = into.createEl('details', { cls: `forge-shelf mod-${name.toLowerCase()}` })
    this.el.open = name !== 'ARCHIVED'
    const heading = drawHeading(this.el, SHELF_HEADING[name])
    this.number = heading.createSpan({ cls: 'forge-shelf-count' })
    this.rows = this.el.createDiv({ cls: 'forge-rows', attr: { role: 'list' } })
  }

  put(place: Placed): void {
    this.places.push(place)
    this.isSorted = false
  }

  take(place: Placed): void {
    this.places = this.places.filter((one) => one !== place)
  }

  /** Brings order and count up to date; a box is moved only where it is not in its place. */
  settle(wanted: string): void {
    if (!this.isSorted) this.sort()
    const shown = wanted === '' ? this.places.length : this.places.filter(({ words }) => words.includes(wanted)).length
    this.number.setText(String(shown))
    this.el.toggle(shown > 0)
  }

  private sort(): void {
    this.isSorted = true
    this.places.sort((a, b) => (a.rank < b.rank ? -1 : 1))
    let next: Element | null = this.rows.firstElementChild
    for (const { row } of this.places) {
      if (row.el === next) next = next.nextElementSibling
      else this.rows.insertBefore(row.el, next)
    }
  }
}

/** The line that folds and unfolds what is below it. */
export function drawHeading(details: HTMLDetailsElement, text: string): HTMLElement {
  const heading = details.createEl('summary', { cls: 'forge-shelf-heading' })
  setIcon(heading.createSpan({ cls: 'forge-shelf-fold' }), 'chevron-right')
  heading.createSpan({ text })
  return heading
}
