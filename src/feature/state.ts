import type { NoteHead } from '../notes/head.ts'
import type { NoteStage, Status } from '../notes/vocabulary.ts'
import { effectiveVerdict } from './gate.ts'
import { latest } from './latest.ts'

/** The stages whose notes carry open questions; a plan's question is told by the implement note, which Forge may write. */
const ASKING: readonly NoteStage[] = ['court', 'implement', 'critique', 'retro']

/** The feature's state: one pure function of its notes' frontmatter. */
export function stateOf(heads: readonly NoteHead[]): Status {
  const retro = latest({ heads }, 'retro')
  if (retro?.status) return retro.status
  const implement = latest({ heads }, 'implement')
  if (implement) return critiqueOf(heads)?.status ?? 'IMPLEMENTING'
  const court = latest({ heads }, 'court')
  return court && effectiveVerdict(court) !== null ? 'DECIDED' : 'SPEC'
}

/** The critique's verdict of the current attempt, else the court's. */
export function verdictOf(heads: readonly NoteHead[]): string | null {
  const critique = critiqueOf(heads)
  if (critique?.verdict) return critique.verdict
  const court = latest({ heads }, 'court')
  return court ? effectiveVerdict(court) : null
}

/** The names of the open questions in the notes that count. */
export function awaitingOf(heads: readonly NoteHead[]): readonly string[] {
  const implement = latest({ heads }, 'implement')
  const counting = ASKING.flatMap((stage) => {
    const head = stage === 'critique' && implement ? critiqueOf(heads) : latest({ heads }, stage)
    return head ? head.awaiting : []
  })
  return [...new Set(counting)]
}

/** The critique of implement's current attempt; notes without an attempt count as the first. */
export function critiqueOf(heads: readonly NoteHead[]): NoteHead | null {
  const attempt = latest({ heads }, 'implement')?.attempt ?? 1
  return latest({ heads: heads.filter((head) => (head.attempt ?? 1) === attempt) }, 'critique')
}

/** Whether the work is on its target branch, with or without a PASS. */
export function isLanded(feature: { readonly heads: readonly NoteHead[] }): boolean {
  const landed = latest(feature, 'implement')?.keys['landed_sha']
  return typeof landed === 'string' && landed !== ''
}
