import { createHash } from 'node:crypto'
import { realpathSync } from 'node:fs'
import os from 'node:os'

const DATE = '2026-03-05'
const DEVICE = 'laptop'
const PLACE = '/home/you/shop-worktrees'
const TOKENS_PER_ANSWER = 1400
const ANSWER_TOKENS = 180

/** What differs from one run to the next on one device. */
export interface Circumstances {
  readonly folder: string
  /** The days on which the run began and ended. */
  readonly dates: readonly string[]
}

/** Puts fixed values where a note holds what differs from run to run: dates, commits, times, prompts' lengths, this device and its paths. */
export function steady(texts: readonly string[], around: Circumstances): readonly string[] {
  const commits = commitNames(texts)
  return texts.map((text) => {
    const placed = withoutPlace(text, around)
    const dated = around.dates.reduce((now, date) => now.replaceAll(date, DATE), placed)
    return inSeatOrder(withoutTimes(commits.reduce((now, [sha, name]) => renamed(now, sha, name), dated)))
  })
}

/** Each full sha in order of appearance, with the one that stands for it. */
function commitNames(texts: readonly string[]): readonly (readonly [string, string])[] {
  const shas = new Set(texts.flatMap((text) => text.match(/\b[0-9a-f]{40}\b/g) ?? []))
  return [...shas].map((sha, at) => [sha, createHash('sha1').update(`commit ${String(at)}`).digest('hex')])
}

/** Whole, and shortened to 7 to 12 digits. */
function renamed(text: string, sha: string, name: string): string {
  return text.replace(new RegExp(`\\b${sha.slice(0, 7)}([0-9a-f]{0,5}|[0-9a-f]{33})\\b`, 'g'), (found) => (sha.startsWith(found) ? name.slice(0, found.length) : found))
}

function withoutPlace(text: string, { folder }: Circumstances): string {
  const worktrees = [realpathSync(folder), folder].map((place) => new RegExp(`${escaped(place)}/worktrees/[^/\\s]+/benches`, 'g'))
  const moved = worktrees.reduce((now, pattern) => now.replace(pattern, PLACE), text)
  return moved.replace(/^(device: ).*$/m, `$1${DEVICE}`).replaceAll(` · terminal · ${os.hostname()} · `, ` · terminal · ${DEVICE} · `)
}

/** Those who are asked at once answer in any order: neighbouring sections of seats that were asked the same are sorted by seat. */
function inSeatOrder(text: string): string {
  const parts = text.split(/^(?=#{2,3} )/m)
  const sorted: string[] = []
  for (const part of parts) {
    let at = sorted.length
    while (at > 0 && isSwapped(sorted[at - 1] ?? '', part)) at -= 1
    sorted.splice(at, 0, part)
  }
  return sorted.map((part, at) => part.trimEnd() + (/\s*$/.exec(parts[at] ?? '')?.[0] ?? '')).join('')
}

function isSwapped(before: string, after: string): boolean {
  const [a, b] = [before, after].map((part) => /^### ([\w-]+:[\w-]+) · (.*)$/m.exec(part.split('\n')[0] ?? ''))
  return a?.[2] !== undefined && a[2] === b?.[2] && (a[1] ?? '') > (b[1] ?? '')
}

function withoutTimes(text: string): string {
  return withoutFrames(text)
    .replace(/^(duration_s: ).*$/m, '$11.5')
    .replace(/(\*\*Seconds:\*\* )[\d.]+/g, '$10.5')
    .replace(/( · exit \d+ · )[\d.]+ s/g, '$10.5 s')
    .replace(/(duration_ms:? )[\d.]+/g, '$11.5')
    .replace(/^tokens_in: \d+\ntokens_out: (\d+)$/m, (_, out: string) => `tokens_in: ${String((Number(out) / ANSWER_TOKENS) * TOKENS_PER_ANSWER)}\ntokens_out: ${out}`)
    .replace(/(\*\*Tokens in:\*\* )\d+/g, `$1${String(TOKENS_PER_ANSWER)}`)
}

/** The frames of Node's own code, and what newer versions add, differ between versions of Node. */
function withoutFrames(text: string): string {
  return text.replace(/^.*(?:\(?node:internal\/|\(node:async_hooks|type: 'test').*\n/gm, '')
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
