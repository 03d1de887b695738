import type { Standing } from '../feature-index.ts'
import { byName } from '../name-order.ts'

/** Where a feature stands on the board, from the top down. */
export const SHELVES = [
  'waits',
  'answered',
  'SPEC',
  'DECIDED',
  'IMPLEMENTING',
  'CRITIQUING',
  'PASS',
  'REJECTED',
  'RETRO',
  'ARCHIVED',
] as const
export type ShelfName = (typeof SHELVES)[number]

export const SHELF_HEADING: Readonly<Record<ShelfName, string>> = {
  waits: 'Waits for you',
  answered: 'Answered',
  SPEC: 'Spec',
  DECIDED: 'Decided',
  IMPLEMENTING: 'Implementing',
  CRITIQUING: 'Critiquing',
  PASS: 'Passed',
  REJECTED: 'Rejected',
  RETRO: 'Retro',
  ARCHIVED: 'Archived',
}

/** What waits for a person goes before what a state says. */
export function shelfOf({ feature, awaiting, answered }: Standing): ShelfName {
  if (feature.state === 'ARCHIVED') return 'ARCHIVED'
  if (awaiting.length > 0) return 'waits'
  return answered.length > 0 ? 'answered' : feature.state
}

/** A feature's place on its shelf. */
export interface Rank {
  /** The last day on which one of its notes was begun; empty where none has a day. */
  readonly day: string
  readonly name: string
}

export function rankOf({ feature }: Standing): Rank {
  const day = feature.heads.reduce((newest, head) => ((head.date ?? '') > newest ? (head.date ?? '') : newest), '')
  return { day, name: feature.name }
}

/** Sorts a shelf: what was touched last comes first, then by name; what has no day comes last. */
export function byRank(a: Rank, b: Rank): number {
  if (a.day === b.day) return byName(a.name, b.name)
  return a.day > b.day ? -1 : 1
}
