import type { Forge } from '../forge.ts'

/** One answer: whose question, in which note, and what it says. */
export interface GivenAnswer {
  readonly question: string
  readonly option: string
  readonly path: string
}

const given = new WeakMap<Forge, Set<string>>()

/** Remembers that this window gave an answer, so that it is not taken for one that came from elsewhere. */
export function rememberGiven(forge: Forge, answer: GivenAnswer): void {
  given.set(forge, (given.get(forge) ?? new Set<string>()).add(answerKey(answer)))
}

export function wasGivenHere(forge: Forge, answer: GivenAnswer): boolean {
  return given.get(forge)?.has(answerKey(answer)) ?? false
}

export function answerKey({ question, option, path }: GivenAnswer): string {
  return `${path} ${question} ${option}`
}
