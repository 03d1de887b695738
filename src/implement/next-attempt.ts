import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { readKeys } from '../markdown/frontmatter.ts'
import { settleCritique, standingFindings } from '../notes/critique-note.ts'
import { namesIn, type NoteHead } from '../notes/head.ts'
import { beginAttempt } from '../notes/implement-note.ts'
import type { FindingToFix } from '../notes/implement-record.ts'
import type { Run } from '../runs/run.ts'
import { badNote, readNote, type NoteOnDesk } from './desk.ts'
import { done, stopsFor, afterWrite, type Outcome, type Shift } from './shift.ts'
import { change } from './write.ts'

/** What a critique of the current attempt means for the work: nothing to do, wait for it, or the next attempt. */
export async function afterCritique(shift: Shift, implement: NoteOnDesk, critique: NoteHead): Promise<Outcome> {
  const { run } = shift
  const text = await settled(run, critique)
  if (!text.ok) return stopsFor(text.error)
  const status = statusOf(text.value)
  if (status === 'PASS') return done('The critique passed, so there is nothing to build. Land it.')
  if (status !== 'REJECTED')
    return stopsFor(
      failure(
        'not-ready',
        'The critique of this attempt is not finished.',
        `${critique.path} has no verdict yet.`,
        'Run critique to finish it.',
      ),
    )
  const findings = standingFindings(text.value)
  if (!findings.ok) return stopsFor(badNote(critique.path, findings.error))
  if (implement.note.attempt >= run.policy.review_attempts) return stopsFor(limitReached(run, implement.note.attempt), openIn(text.value))
  return startNext(run, implement, findings.value)
}

/** Counts the answers that were ticked in the critique since it gave its verdict. */
async function settled(run: Run, critique: NoteHead): Promise<Result<string>> {
  const text = await readNote(run.vault, critique.path)
  if (!text.ok) return text
  const counted = settleCritique(text.value)
  if (!counted.ok) return failed(badNote(critique.path, counted.error))
  return counted.value === text.value ? ok(text.value) : change(run, critique.path, settleCritique)
}

async function startNext(run: Run, implement: NoteOnDesk, findings: readonly FindingToFix[]): Promise<Outcome> {
  const { note } = implement
  const attempt = {
    n: note.attempt + 1,
    date: run.today,
    from: note.headSha ?? note.baseSha ?? '',
    findings: findings.map(({ file, line, claim, consequence, fix }) => ({ file, line, claim, consequence, fix })),
    entries: [],
  }
  run.progress({
    type: 'step',
    text: `Attempt ${String(attempt.n)} begins from ${String(findings.length)} ${findings.length === 1 ? 'finding' : 'findings'}`,
  })
  return afterWrite(
    await change(run, implement.path, (text) =>
      beginAttempt(text, attempt, { step: note.planHash === null ? 'planning' : 'approved', gates: null, awaiting: [] }),
    ),
  )
}

function limitReached(run: Run, attempt: number) {
  return failure(
    'limit-reached',
    `Attempt ${String(attempt)} was rejected, and the policy allows ${String(run.policy.review_attempts)}.`,
    'Findings that you neither accepted nor refuted still stand.',
    'Answer them in the critique note, raise review_attempts in the policy, or drop the feature.',
  )
}

function statusOf(text: string): string | null {
  const keys = readKeys(text)
  const status = keys.ok ? keys.value['status'] : null
  return typeof status === 'string' ? status.toUpperCase() : null
}

/** The findings that the person may still answer, as a critique that was just settled names them. */
function openIn(text: string): readonly string[] {
  const keys = readKeys(text)
  return keys.ok ? namesIn(keys.value['awaiting']) : []
}
