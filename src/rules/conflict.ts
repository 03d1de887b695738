import type { Rule } from '../notes/rule.ts'
import { sameName } from '../notes/rule-note.ts'
import { overlap, subjectWords, words } from './words.ts'

/** Why an agent should compare two rules. `named`: the new rule says that it replaces the other. */
export type Suspicion = 'named' | 'same-name' | 'opposed' | 'same-subject'

export interface Candidate<T> {
  readonly existing: T
  readonly suspicion: Suspicion
  /** 0 to 1, the stronger the nearer. */
  readonly score: number
}

type RuleText = Pick<Rule, 'name' | 'context' | 'pattern'>

const CANDIDATES_MAX = 3
/** A rule that is named must not fall out of the list behind rules that merely look alike. */
const RANK: Readonly<Record<Suspicion, number>> = { named: 2, 'same-name': 1, opposed: 0, 'same-subject': 0 }
/** Two rules that pull in opposite ways are worth a question at less common ground than two that agree. */
const OPPOSED_AT = 0.35
const SAME_SUBJECT_AT = 0.6
const SHARED_MIN = 2

const NEGATIONS = new Set("never not no don't dont avoid without forbid forbidden stop cannot can't mustn't shouldn't".split(' '))
const OPPOSITES: readonly (readonly [string, string])[] = [
  ['before', 'after'],
  ['first', 'last'],
  ['sync', 'async'],
  ['synchronous', 'asynchronous'],
  ['enable', 'disable'],
  ['allow', 'forbid'],
  ['include', 'exclude'],
  ['client', 'server'],
  ['add', 'remove'],
  ['more', 'less'],
  ['at least', 'at most'],
  ['minimum', 'maximum'],
  ['eager', 'lazy'],
  ['throw', 'return'],
]

/**
 * The rules that a new one may repeat or contradict, the likeliest first, three at most. Pure and cheap: it only decides what an agent
 * is asked about, so it errs on the side of asking.
 */
export function conflictCandidates<T extends { readonly rule: RuleText }>(
  fresh: RuleText & { readonly replaces: string | null },
  existing: readonly T[],
): readonly Candidate<T>[] {
  const found = existing.flatMap((one) => {
    const suspected = suspect(fresh, one.rule)
    return suspected ? [{ existing: one, ...suspected }] : []
  })
  return found.sort((a, b) => RANK[b.suspicion] - RANK[a.suspicion] || b.score - a.score).slice(0, CANDIDATES_MAX)
}

function suspect(fresh: RuleText & { readonly replaces: string | null }, old: RuleText): Omit<Candidate<unknown>, 'existing'> | null {
  if (fresh.replaces !== null && sameName(fresh.replaces, old.name)) return { suspicion: 'named', score: 1 }
  if (sameName(fresh.name, old.name)) return { suspicion: 'same-name', score: 1 }
  const [a, b] = [subjectWords(textOf(fresh)), subjectWords(textOf(old))]
  const score = overlap(a, b)
  const common = [...a].filter((word) => b.has(word)).length
  if (common < Math.min(SHARED_MIN, a.size, b.size)) return null
  if (score >= OPPOSED_AT && isOpposed(textOf(fresh), textOf(old))) return { suspicion: 'opposed', score }
  return score >= SAME_SUBJECT_AT ? { suspicion: 'same-subject', score } : null
}

/** Whether two texts pull in opposite ways: one says no, they name other numbers, or one has the word that is the other's opposite. */
export function isOpposed(a: string, b: string): boolean {
  return isNegative(a) !== isNegative(b) || hasOtherNumbers(a, b) || OPPOSITES.some(([one, other]) => swaps(a, b, one, other))
}

function textOf(rule: RuleText): string {
  return `${rule.name} ${rule.context} ${rule.pattern}`
}

function isNegative(text: string): boolean {
  return words(text).some((word) => NEGATIONS.has(word.replace('’', "'")))
}

function hasOtherNumbers(a: string, b: string): boolean {
  const [ofA, ofB] = [numbers(a), numbers(b)]
  return ofA.length > 0 && ofB.length > 0 && ofA.join(' ') !== ofB.join(' ')
}

function numbers(text: string): readonly string[] {
  return words(text)
    .filter((word) => /^\d/.test(word))
    .sort()
}

function swaps(a: string, b: string, one: string, other: string): boolean {
  const [ofA, ofB] = [` ${words(a).join(' ')} `, ` ${words(b).join(' ')} `]
  const has = (text: string, word: string): boolean => text.includes(` ${word} `)
  const only = (text: string, word: string, not: string): boolean => has(text, word) && !has(text, not)
  return (only(ofA, one, other) && only(ofB, other, one)) || (only(ofA, other, one) && only(ofB, one, other))
}
