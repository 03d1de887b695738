import type { NoteHead } from '../notes/head.ts'
import type { NoteStage } from '../notes/vocabulary.ts'

/** The newest note of a kind, by number and then by date; null where there is none. */
export function latest(feature: { readonly heads: readonly NoteHead[] }, stage: NoteStage): NoteHead | null {
  const ofStage = feature.heads.filter((head) => head.stage === stage)
  return ofStage.reduce<NoteHead | null>((newest, head) => (newest === null || isNewer(head, newest) ? head : newest), null)
}

function isNewer(head: NoteHead, than: NoteHead): boolean {
  return head.n !== than.n ? head.n > than.n : (head.date ?? '') > (than.date ?? '')
}
