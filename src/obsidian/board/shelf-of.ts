import type { Standing } from '../feature-index.ts'

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

/** Sorts a shelf: what was touched last comes first, then by name. */
export function rankOf({ feature }: Standing): string {
  const day = feature.heads.reduce((newest, head) => ((head.date ?? '') > newest ? (head.date ?? '') : newest), '')
  return `${invert(day)} ${feature.name}`
}

/** Digits turned round, so that later days sort first. */
function invert(day: string): string {
  return day === '' ? '~' : day.replace(/\d/g, (digit) => String(9 - Number(digit)))
}
