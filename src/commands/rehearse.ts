import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { readFeature } from '../feature/feature.ts'
import { setKeys } from '../markdown/frontmatter.ts'
import { renderPolicyNote } from '../notes/policy-note.ts'
import { POLICY_PATH } from '../policy/read-policy.ts'
import { defaultSeats } from '../policy/seats.ts'
import type { ProgressEvent, StageReport } from '../runs/run.ts'
import { answer } from './answer.ts'
import { aboutRehearsal, ABOUT_REHEARSAL, REHEARSED_FEATURE } from './about-rehearsal.ts'
import { openRehearsalPlace, REHEARSAL_AGENT, type RehearsalOrder } from './rehearsal-place.ts'
import { writeSpec } from './spec.ts'
import { critiqueFeature, holdCourtOn, holdRetroOn, implementFeature, landFeature, type StageCommand, type StageOrder } from './stages.ts'
import { approve, askedCommands } from './trust.ts'
import type { Workplace } from './workplace.ts'

/** What a rehearsal came to. */
export interface Rehearsed {
  /** The note to read first, a path in the vault it was given; null where nothing was written. */
  readonly note: string | null
  /** What ended it early, null where it went to its end. */
  readonly error: Failure | null
}

/** Plays one feature's whole life with the scripted agent, through the commands a person would use, and stops at the first that does not come out as written. */
export async function rehearse(order: RehearsalOrder): Promise<Rehearsed> {
  const place = await openRehearsalPlace(order)
  if (!place.ok) return { note: null, error: place.error }
  const about = await order.vault.create(ABOUT_REHEARSAL, aboutRehearsal(order.face.clock.today()))
  if (!about.ok) return { note: null, error: about.error }
  for (const [at, act] of JOURNEY.entries()) {
    if (order.face.stop.aborted) return { note: ABOUT_REHEARSAL, error: stopped() }
    const title = `${String(at + 1)} of ${String(JOURNEY.length)} · ${act.title}`
    const played = await act.play(told(place.value, title), order)
    if (!played.ok) return { note: ABOUT_REHEARSAL, error: played.error }
  }
  return { note: ABOUT_REHEARSAL, error: null }
}

interface Act {
  readonly title: string
  play(workplace: Workplace, order: RehearsalOrder): Promise<Result<unknown>>
}

const JOURNEY: readonly Act[] = [
  { title: 'an idea becomes a spec', play: writeIdea },
  { title: 'three blind jurors score it, code computes the verdict', play: staged(holdCourtOn, 0, 'GO') },
  { title: 'the tests of the shop become the gate, and this device approves them', play: setGate },
  { title: 'a plan is made and waits', play: staged(implementFeature, 3, 'GO') },
  { title: 'the plan is approved', play: approvePlan },
  { title: 'a build in a worktree of its own; the gate refuses it once', play: staged(implementFeature, 0, 'GO') },
  { title: 'reviewers read the diff; a finding stands', play: staged(critiqueFeature, 4, 'REJECTED') },
  { title: 'a second attempt starts from the finding', play: staged(implementFeature, 0, null) },
  { title: 'reviewers read it again', play: staged(critiqueFeature, 0, 'PASS') },
  { title: 'it lands as one commit', play: staged(landFeature, 0, 'PASS') },
  { title: 'what was learned becomes a rule, and the notes are archived', play: staged(holdRetroOn, 0, null) },
]

/** Says which act goes on, and keeps saying it with every step of the stage. */
function told(workplace: Workplace, title: string): Workplace {
  const { face } = workplace
  face.progress({ type: 'step', text: title })
  const progress = (event: ProgressEvent): void =>
    face.progress(event.type === 'step' ? { type: 'step', text: `${title}: ${event.text}` } : event)
  return { ...workplace, face: { name: face.name, clock: face.clock, stop: face.stop, rehearsal: face.rehearsal, progress } }
}

const ORDER: StageOrder = { feature: REHEARSED_FEATURE, jurors: null, hotfix: null, full: false, focus: [], force: null }

/** `verdict`: what the story says it comes to, null where it says nothing of one. */
function staged(command: StageCommand, exit: StageReport['exit'], verdict: string | null): Act['play'] {
  return async (workplace) => {
    const report = await command(workplace, ORDER)
    const isAsWritten = report.exit === exit && (verdict === null || report.verdict === verdict)
    return isAsWritten ? ok(report) : failed(report.error ?? strayed(report))
  }
}

async function writeIdea({ vault, repoName, face }: Workplace, { story }: RehearsalOrder): Promise<Result<unknown>> {
  const jurors = defaultSeats([REHEARSAL_AGENT])
  const policy = await vault.create(POLICY_PATH, renderPolicyNote({ title: 'Policy of the rehearsal', jurors }))
  if (!policy.ok) return policy
  return writeSpec(vault, { feature: REHEARSED_FEATURE, repo: repoName, today: face.clock.today(), text: story['spec.md'] ?? '' })
}

/** As a person would write it into the policy, and then be asked. */
async function setGate(workplace: Workplace): Promise<Result<unknown>> {
  const set = await workplace.vault.edit(POLICY_PATH, (text) => {
    const keyed = setKeys(text, { gates: ['node --test'] })
    return keyed.ok ? keyed : failed(failure('bad-note', 'The gate could not be set.', keyed.error, 'Rehearse again.'))
  })
  if (!set.ok) return set
  const asked = await askedCommands(workplace)
  return asked.ok ? approve(workplace, asked.value) : asked
}

async function approvePlan({ vault, face }: Workplace): Promise<Result<unknown>> {
  const feature = await readFeature(vault, REHEARSED_FEATURE)
  if (!feature.ok) return feature
  const place = { face: face.name, device: REHEARSAL_AGENT, today: face.clock.today() }
  return answer(vault, feature.value, { question: 'plan', option: 'approve', words: '' }, place)
}

function strayed(report: StageReport): Failure {
  const why = `${report.stage} came to ${report.verdict ?? report.state}, which the script does not foresee.`
  return failure('agent-failed', 'The rehearsal did not go as written.', why, 'Read its notes, then rehearse again.')
}

function stopped(): Failure {
  return failure('cancelled', 'The rehearsal was stopped.', 'Stop was asked for.', 'Rehearse again to begin anew.')
}
