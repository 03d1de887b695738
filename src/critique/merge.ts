import type { Claim, Noted } from '../notes/finding.ts'
import { squash } from './quote.ts'

/** What makes two findings one: they speak of the same text in the same file, and say much the same about it. */
export type Identity = Pick<Claim, 'file' | 'quote' | 'claim'>

/**
 * A name for what a finding says, made of its content alone: it survives when the lines above it grow or shrink, when the file is
 * indented anew, and when the claim's words change order.
 */
export function fingerprintOf({ file, quote, claim }: Identity): string {
  return hash([file, squash(quote), [...contentWords(claim)].sort().join(' ')].join('\0'))
}

/** Least share of the shorter claim's words that both must have. */
const SIMILAR_SHARE = 0.5

/** True for the same text under much the same claim. Two unlike claims about one line are two findings. */
export function isSameFinding(a: Identity, b: Identity): boolean {
  if (a.file !== b.file) return false
  const [one, other] = [squash(a.quote), squash(b.quote)]
  return (one.includes(other) || other.includes(one)) && saysTheSame(a.claim, b.claim)
}

export function saysTheSame(a: string, b: string): boolean {
  const [one, other] = [contentWords(a), contentWords(b)]
  if (one.size === 0 || other.size === 0) return squash(a).toLowerCase() === squash(b).toLowerCase()
  const shared = [...one].filter((word) => other.has(word)).length
  return shared / Math.min(one.size, other.size) >= SIMILAR_SHARE
}

/** Duplicates become one, at the place of the first: the heavier severity counts, with its words, and everybody who said it is named. */
export function mergeDuplicates(found: readonly Noted[]): readonly Noted[] {
  const merged: Noted[] = []
  for (const finding of found) {
    const at = merged.findIndex((other) => isSameFinding(other, finding))
    const twin = merged[at]
    if (twin) merged[at] = mergeTwo(twin, finding)
    else merged.push(finding)
  }
  return merged
}

function mergeTwo(first: Noted, second: Noted): Noted {
  const heavier = first.severity === 'NICE_TO_HAVE' && second.severity === 'MUST_FIX' ? second : first
  return { ...heavier, rule: first.rule ?? second.rule, seats: [...new Set([...first.seats, ...second.seats])] }
}

const EMPTY_WORDS = new Set(
  'a an and are as at be been but by can could do does for from has have if in into is it its may might no not of on or should so that the then there this to was when which will with would'.split(
    ' ',
  ),
)
const STEM_CHARS = 5

/** The words that carry a claim, cut to their stems' length, lower case. Numbers count; they often are the difference. */
function contentWords(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []
  return new Set(words.filter((word) => !EMPTY_WORDS.has(word)).map((word) => word.slice(0, STEM_CHARS)))
}

/** FNV-1a over UTF-16 units, twice with different starts: 64 bits as hex, quick and the same on every platform. Not for secrets. */
function hash(text: string): string {
  return [0x811c9dc5, 0x01000193].map((start) => fnv(text, start)).join('')
}

function fnv(text: string, start: number): string {
  let value = start
  for (let index = 0; index < text.length; index += 1) value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  return (value >>> 0).toString(16).padStart(8, '0')
}
