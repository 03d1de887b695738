import type { Standing } from '../feature-index.ts'
import type { Forge } from '../forge.ts'
import { titleOf } from './row-model.ts'
import { Shelf, type Placed } from './shelf.ts'
import { rankOf, shelfOf, SHELVES, type ShelfName } from './shelf-of.ts'

/** Every feature on its shelf. After a change only the changed features, and the shelves they are on, are looked at. */
export class Shelves {
  private readonly placed = new Map<string, Placed>()
  private readonly shelves = new Map<ShelfName, Shelf>()

  constructor(
    private readonly forge: Forge,
    into: HTMLElement,
  ) {
    /** Features whose details are shown, wherever they move. */
    const unfolded = new Set<string>()
    for (const name of SHELVES) this.shelves.set(name, new Shelf(forge, into, name, unfolded))
    for (const standing of forge.features.all()) this.put(standing)
    this.settle()
  }

  get count(): number {
    return this.placed.size
  }

  /** Looks again at these features alone. */
  patch(names: Iterable<string>): void {
    for (const name of names) {
      const standing = this.forge.features.of(name)
      if (standing === null || this.isRunning(name)) this.remove(name)
      else this.put(standing)
    }
    this.settle()
  }

  /** Puts cards on top of what waits for the person. */
  lead(cards: readonly HTMLElement[]): void {
    this.shelves.get('waits')?.lead(cards)
    this.settle()
  }

  /** Shows only features whose name or title holds `text`. */
  filter(text: string): void {
    for (const shelf of this.shelves.values()) shelf.filter(text.trim().toLowerCase())
    this.settle()
  }

  private put(standing: Standing): void {
    const { name } = standing.feature
    if (this.isRunning(name)) return
    const before = this.placed.get(name)
    const shelf = shelfOf(standing)
    if (before !== undefined && before.shelf !== shelf) this.shelves.get(before.shelf)?.take(before)
    const words = `${name} ${titleOf(standing.feature)}`.toLowerCase()
    const place: Placed = { standing, shelf, rank: rankOf(standing), words, row: before?.row ?? null }
    this.placed.set(name, place)
    this.shelves.get(shelf)?.put(place)
  }

  private remove(name: string): void {
    const place = this.placed.get(name)
    if (place !== undefined) this.shelves.get(place.shelf)?.take(place)
    this.placed.delete(name)
  }

  /** A feature that runs is shown by its run. */
  private isRunning(name: string): boolean {
    return this.forge.runs.of(name) !== null
  }

  private settle(): void {
    for (const shelf of this.shelves.values()) shelf.settle()
  }
}
