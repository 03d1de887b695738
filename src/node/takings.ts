import os from 'node:os'
import { isCertainlyGone, ownIdentity, type ProcessIdentity } from './process-identity.ts'

/** A process that holds something under an id of its own. */
export interface Taker extends ProcessIdentity {
  /** New for every taking. */
  readonly id: string
}

const KEY = Symbol.for('forge-pipeline.takings')

/** Says that this program holds something under that id from now on. */
export function hold(id: string): void {
  taken().add(id)
}

export function letGo(id: string): void {
  taken().delete(id)
}

/** True where this program itself holds it. */
export function isOurs(id: string): boolean {
  return taken().has(id)
}

/** As `isCertainlyGone`; and what stands under our own number was left by a page that was loaded anew, where nobody here holds it. */
export async function isTakerGone(one: Taker): Promise<boolean> {
  if (await isCertainlyGone(one)) return true
  const isOurNumber = one.host === os.hostname() && one.pid === process.pid
  return isOurNumber && one.born === (await ownIdentity()).born && !taken().has(one.id)
}

/**
 * Kept on the window: a plugin that is switched off and on again finds there what its earlier self still holds, while a page that is
 * loaded anew, whose process goes on, finds nothing.
 */
function taken(): Set<unknown> {
  const place = typeof window === 'undefined' ? process : window
  const there: unknown = Reflect.get(place, KEY)
  if (there instanceof Set) return there
  const fresh = new Set<unknown>()
  Reflect.set(place, KEY, fresh)
  return fresh
}
