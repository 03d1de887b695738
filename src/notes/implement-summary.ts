import { callout } from '../markdown/callouts.ts'
import type { GatesRun, Remark, RemarkAbout } from './implement-entries.ts'
import type { Attempt, ImplementNote } from './implement-record.ts'
import { inline } from '../markdown/neutral.ts'

/** The first block of the note: where the work is, why, and what to do next. Follows from the note alone. */
export function implementSummary(note: ImplementNote): string {
  const { kind, title, why, next } = situation(note)
  return callout(kind, title, `${why}\n**Next:** ${next}`)
}

interface Situation {
  readonly kind: string
  readonly title: string
  readonly why: string
  readonly next: string
}

type Counted = Pick<
  ImplementNote,
  'awaiting' | 'step' | 'plan' | 'branch' | 'baseBranch' | 'baseSha' | 'headSha' | 'attempt' | 'gates' | 'hotfixReason'
> & {
  readonly attempts: readonly Attempt[]
}

function situation(note: Counted): Situation {
  const nth = `attempt ${String(note.attempt)}`
  const plan = planLink(note)
  if (note.awaiting.includes('spec'))
    return {
      kind: 'question',
      title: 'The spec was edited after the verdict',
      why: 'What changed is shown below.',
      next: 'tick one box below “The spec changed”, then run implement.',
    }
  const trouble = lastTrouble(note)
  if (trouble !== null && note.step !== 'built' && note.step !== 'planned') return trouble
  switch (note.step) {
    case 'planning':
      return { kind: 'info', title: `Planning · ${nth}`, why: origin(note), next: 'run implement; a plan for you to approve comes of it.' }
    case 'planned':
      return {
        kind: 'question',
        title: `A plan waits for you · ${nth}`,
        why: origin(note),
        next: `read ${plan}, tick one box there, then run implement.`,
      }
    case 'approved':
      return {
        kind: 'info',
        title: `Plan approved · ${nth}`,
        why: `What gets built is ${plan}, as it reads now.`,
        next: 'run implement to build it.',
      }
    case 'building':
      return { kind: 'info', title: `Building · ${nth}`, why: `From ${plan}, on \`${note.branch}\`.`, next: 'run implement to go on.' }
    case 'verifying':
      return {
        kind: 'info',
        title: `Running the gates · ${nth}`,
        why: `The work is on \`${note.branch}\`, not yet committed.`,
        next: 'run implement to go on.',
      }
    case 'built':
      return { kind: 'success', title: `Built · ${nth} · ${gatesWord(note)}`, why: builtWhy(note), next: 'run critique.' }
    case 'stopped':
      return {
        kind: 'warning',
        title: `Stopped · ${nth}`,
        why: `You stopped it at ${plan}.`,
        next: 'to take it up again, tick another box there and run implement; to give it up, run drop.',
      }
  }
}

/** Named shortly: a file name fills two lines of a phone. */
function planLink(note: Counted): string {
  return note.plan === null ? 'the plan' : note.plan.replace(/^\[\[([^|\]]+)\]\]$/, '[[$1|the plan]]')
}

function origin(note: Counted): string {
  const from =
    note.baseSha === null
      ? 'Nothing has begun.'
      : `From ${note.baseBranch === null ? 'a detached commit' : inline(note.baseBranch)} at ${note.baseSha.slice(0, 7)}.`
  return note.hotfixReason === null ? from : `${from} Hotfix: ${inline(note.hotfixReason)}`
}

function gatesWord(note: Counted): string {
  return note.gates === 'passed' ? 'gates passed' : 'no gates'
}

function builtWhy(note: Counted): string {
  const commit = entriesOf(note).findLast((entry) => entry.kind === 'commit')
  const files = commit?.kind === 'commit' ? commit.files.length : 0
  return `${String(files)} ${files === 1 ? 'file' : 'files'} committed as ${(note.headSha ?? '').slice(0, 7)} on \`${note.branch}\`, from ${planLink(note)}.`
}

/** What stands in the way, where the last thing that happened was a failure. */
function lastTrouble(note: Counted): Situation | null {
  const last = entriesOf(note).at(-1)
  if (last?.kind === 'gates' && last.result === 'failed') return gatesFailed(last, note)
  return last?.kind === 'remark' ? remarkTrouble(last, note) : null
}

function gatesFailed(run: GatesRun, note: Counted): Situation {
  const red = run.runs.filter((one) => one.exitCode !== 0).map((one) => inline(one.command))
  return {
    kind: 'failure',
    title: `Gates failed · attempt ${String(note.attempt)}`,
    why: `Failing: ${red.join(', ')}. Nothing is committed; the work is kept on \`${note.branch}\`.`,
    next: 'run implement to run the gates again and have it repaired, or repair it in the worktree first.',
  }
}

function remarkTrouble(remark: Remark, note: Counted): Situation | null {
  const trouble = TROUBLES[remark.about]
  if (trouble === undefined) return null
  const kept = trouble.isWorkKept ? ` The work is kept on \`${note.branch}\`, not committed.` : ''
  return { kind: trouble.kind, title: trouble.title, why: remark.lines.map(inline).join(' ') + kept, next: trouble.next }
}

interface Trouble extends Omit<Situation, 'why'> {
  readonly isWorkKept: boolean
}

/** The remarks that tell of something in the way. */
const TROUBLES: Partial<Record<RemarkAbout, Trouble>> = {
  Breach: {
    kind: 'danger',
    title: 'An agent went beyond its folder',
    isWorkKept: false,
    next: 'put it right where it was not you, then run implement.',
  },
  'Over a limit': {
    kind: 'failure',
    title: 'Over a limit of the policy',
    isWorkKept: true,
    next: 'change the policy or the work, then run implement.',
  },
  'Nothing changed': {
    kind: 'failure',
    title: 'The builder changed nothing',
    isWorkKept: false,
    next: 'run implement to ask again, or have the plan revised.',
  },
}

function entriesOf(note: Counted): Attempt['entries'] {
  return note.attempts.find((attempt) => attempt.n === note.attempt)?.entries ?? []
}
