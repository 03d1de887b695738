import { callout } from '../markdown/callouts.ts'
import { link, noteName } from '../notes/names.ts'
import type { NoteStage } from '../notes/vocabulary.ts'

/** What is rehearsed. */
export const REHEARSED_FEATURE = 'discount-codes'

/** Where the rehearsal says what it is, beside its `forge/` folder. */
export const ABOUT_REHEARSAL = 'About this rehearsal.md'

/** The note that opens a rehearsal. `today`: `YYYY-MM-DD`, the day in the names of its notes. */
export function aboutRehearsal(today: string): string {
  const said = callout(
    'info',
    'A rehearsal, not your work',
    'The agent is scripted: it is a real process and every check is real, but no model was asked and nothing was paid.\n' +
      '**To remove it:** run the command *Rehearse* and choose *Remove*, or delete this folder.',
  )
  const read = READ.map(([stage, n, label, what], at) => {
    return `${String(at + 1)}. ${link(noteName(today, REHEARSED_FEATURE, stage, n), label)}: ${what}`
  })
  return `${said}\n\nIt stays out of \`forge/\`: your board, your rules and your decisions know nothing of it. Read it in this order:\n\n${read.join('\n')}\n`
}

/** Stage and number of the note, what its link says, what it shows. */
const READ: readonly (readonly [NoteStage, number, string, string])[] = [
  ['spec', 1, 'Spec', 'the idea, in a few words.'],
  ['court', 1, 'Court', 'three jurors scored it without seeing each other; code computed the verdict.'],
  ['plan', 1, 'Plan', 'what was to be changed; its boxes are where you approve.'],
  ['implement', 1, 'Implement', 'what was built, what the gate refused, what it came to.'],
  ['critique', 1, 'Critique', 'REJECTED: one finding stands, and one claim whose quote is not in the diff counts for nothing.'],
  ['critique', 2, 'Critique 2', 'the second attempt passed.'],
  ['retro', 1, 'Retro', 'what was learned became a rule.'],
]
