import type { FileDiff } from '../diff/parse-diff.ts'
import type { Seat } from '../policy/policy.ts'

export const FOCUSES = ['correctness', 'security', 'performance', 'patterns'] as const
/** What a reviewer looks for. */
export type Focus = (typeof FOCUSES)[number]

/** Prose, pictures and fonts. `.mdx` and `.svg` can run code, so they are none of these. */
const HARMLESS = /(?:^|\/)(?:LICENSE|NOTICE|AUTHORS|CHANGELOG)$|\.(?:md|txt|rst|adoc|png|jpe?g|gif|webp|ico|woff2?|ttf|otf)$/i
const TEST = /(?:^|\/)(?:tests?|specs?|__tests__|fixtures)\/|[._-](?:test|spec)\.[a-z]+$|(?:^|\/)test_[^/]*\.py$/i
const SOURCE =
  /\.(?:[cm]?[jt]sx?|py|rb|go|rs|java|kts?|swift|c|h|cc|cpp|hpp|cs|php|scala|clj|exs?|erl|hs|lua|dart|sql|sh|vue|svelte|mdx|html|graphql|proto|tf)$/i
/** Words in added lines that tell of loops, queries, waiting, or large data. */
const COSTLY =
  /\b(?:for|while|loop|map|flatMap|reduce|filter|forEach|sort|await|async|fetch|query|select|join|insert|update|delete|find|findAll|read|write|load|parse|cache|batch|stream|regexp?|sleep|timeout|thread|lock|index|all)\b/i
const PATTERNS_FROM_FILES = 2

/** The focuses that a diff calls for, correctness always among them. */
export function focusesFor(diff: readonly FileDiff[]): readonly Focus[] {
  const source = diff.filter((file) => SOURCE.test(file.path) && !TEST.test(file.path))
  const called: Record<Focus, boolean> = {
    correctness: true,
    security: diff.some((file) => !HARMLESS.test(file.path)),
    performance: source.some(isCostly),
    patterns: source.length >= PATTERNS_FROM_FILES || source.some((file) => file.change === 'added'),
  }
  return FOCUSES.filter((focus) => called[focus])
}

function isCostly(file: FileDiff): boolean {
  return file.hunks.some((hunk) => hunk.lines.some((line) => line.kind === 'added' && COSTLY.test(line.text)))
}

/** Focuses dealt to reviewers in turn; where there are more reviewers than focuses, nobody is left out. */
export function seatsFor(reviewers: readonly string[], focuses: readonly Focus[]): readonly Seat[] {
  const seats = reviewers.length === 0 || focuses.length === 0 ? 0 : Math.max(reviewers.length, focuses.length)
  return Array.from({ length: seats }, (_, turn) => ({
    agent: reviewers[turn % reviewers.length] ?? '',
    lens: focuses[turn % focuses.length] ?? '',
  }))
}
