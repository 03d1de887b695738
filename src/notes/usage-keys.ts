import type { NoteUsage } from './head.ts'
import type { KeyValue } from '../markdown/frontmatter.ts'

/** The keys that sum up what a note's runs cost; a cost that nobody knows is left out. */
export function usageKeys(usage: NoteUsage): Readonly<Record<string, KeyValue | undefined>> {
  return { duration_s: usage.durationS, tokens_in: usage.tokensIn, tokens_out: usage.tokensOut, cost_usd: usage.costUsd ?? undefined }
}
