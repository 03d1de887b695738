import { callout } from '../markdown/callouts.ts'
import { heardOpinions, type Court } from './court-record.ts'
import { inline } from '../markdown/neutral.ts'
import type { Ruling, VetoStanding } from './ruling.ts'
import type { Verdict } from './vocabulary.ts'

const LOOK: Readonly<Record<Verdict, string>> = { GO: 'success', DEFER: 'warning', KILL: 'failure' }

const NEXT: Readonly<Record<Verdict, string>> = {
  GO: 'Implement',
  DEFER: 'Change the spec and hold court again, or overrule below',
  KILL: 'Drop it, or overrule below',
}

/** The first block of a court note: verdict, why, and what comes next. */
export function courtSummary(court: Court): string {
  const specLink = court.spec === '' ? '' : ` · [[${court.spec}|Spec]]`
  if (court.ruling === null)
    return callout('question', `Court sits · ${inline(court.title)}`, `${sittingLine(court)}\n**Next:** ${sittingNext(court)}${specLink}`)
  const verdict = court.override?.verdict ?? court.ruling.verdict
  const lines = [
    countLine(court, court.ruling),
    ...(court.override ? [`**Overruled:** ${inline(court.override.reason)}`] : whyLines(court.ruling)),
    `${nextLine(court, verdict)}${specLink}`,
  ]
  return callout(
    court.supersededBy ? 'info' : LOOK[verdict],
    decidedTitle(court, court.ruling),
    lines.filter((line) => line !== '').join('\n'),
  )
}

function nextLine({ supersededBy, aftermath }: Court, verdict: Verdict): string {
  if (supersededBy !== null) return `**Next:** read the newer decision, [[${supersededBy}]]`
  if (aftermath !== null) return `**What came of it:** ${inline(aftermath.outcome)} · [[${aftermath.retro}|Retro]]`
  return `**Next:** ${NEXT[verdict]}`
}

/** The decision, and where a FAIL made it what it is, that FAIL. */
function whyLines(ruling: Ruling): readonly string[] {
  const kills = ruling.vetoes.find((veto) => veto.standing === 'seconded' || veto.standing === 'confirmed') ?? ruling.vetoes[0]
  const failed = kills ? `**Failed:** ${kills.on}, by ${inline(kills.seat)} (${STANDING[kills.standing]})` : ''
  return [inline(ruling.decision), failed]
}

const STANDING: Readonly<Record<VetoStanding, string>> = {
  seconded: 'proved, and another juror says so too',
  confirmed: 'proved, and the verifier confirms it',
  alone: 'quoted rightly, but nobody confirms it',
  unproved: 'its quote was not found',
}

function decidedTitle(court: Court, ruling: Ruling): string {
  const own = `${ruling.verdict}${ruling.score === null ? '' : ` ${ruling.score.toFixed(1)}`}`
  const verdict = court.override ? `${court.override.verdict} by you, over ${own}` : own
  return `${court.supersededBy ? 'Superseded: ' : ''}${verdict} · ${inline(court.title)}`
}

function countLine(court: Court, ruling: Ruling): string {
  const heard = heardOpinions(court)
  const families = new Set(heard.filter((one) => !one.person).map((one) => one.family)).size
  const parts = [
    `${String(heard.length)} of ${many(court.seats.length, 'juror')}`,
    ...(families > 0 ? [many(families, 'model family', 'model families')] : []),
    ...(heard.some((one) => one.person) ? [ruling.personDecides ? 'a person decides' : 'a person among them'] : []),
    ruling.dissent.length === 0
      ? 'nobody votes otherwise'
      : `${many(ruling.dissent.length, 'objection')} ${ruling.dissent.length === 1 ? 'stands' : 'stand'}`,
    ...(ruling.contested.length > 0 ? ['contested'] : []),
  ]
  return parts.join(' · ')
}

function sittingLine(court: Court): string {
  return `${String(heardOpinions(court).length)} of ${many(court.seats.length, 'juror')} answered · no verdict yet`
}

function sittingNext(court: Court): string {
  return court.awaiting.length > 0
    ? 'Give your opinion in the form, then run court again'
    : 'Run court; only the seats without an answer are asked'
}

function many(count: number, one: string, more = `${one}s`): string {
  return `${String(count)} ${count === 1 ? one : more}`
}
