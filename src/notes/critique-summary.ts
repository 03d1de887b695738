import { callout } from '../markdown/callouts.ts'
import type { CritiqueNote, Standing } from './critique-record.ts'
import { link } from './names.ts'

/** The first lines of a critique: the verdict, what it rests on, and what to do. A function of the note's fixed facts and of what its keys say. */
export function critiqueSummary(note: CritiqueNote, standing: Standing): string {
  if (standing.verdict === null) return callout('info', `Critique of attempt ${String(note.attempt)} is under way`, underWay(note))
  const kind = standing.verdict === 'PASS' ? 'success' : 'failure'
  const lines = [why(note, standing), ...unclear(standing), `**Next:** ${next(standing)} · ${link(note.implementsNote, 'Implement')}`]
  return callout(kind, `${standing.verdict} · ${headline(note, standing)}`, lines.join('\n'))
}

function underWay(note: CritiqueNote): string {
  const reviewers = `${many(note.reviewers.length, 'reviewer')} · what they answer is kept below as it comes`
  return `${reviewers}\n**Next:** wait, or run critique again to go on · ${link(note.implementsNote, 'Implement')}`
}

function headline(note: CritiqueNote, standing: Standing): string {
  const raised = note.outcome?.findings.length ?? 0
  if (standing.verdict === 'REJECTED') return `${many(standing.mustFix, 'finding')} must be fixed`
  return raised === 0 ? 'nothing must be fixed' : `you overruled ${many(raised, 'finding')}`
}

function why({ attempt, reviewers, outcome, remarks }: CritiqueNote, standing: Standing): string {
  const aside = (outcome?.unproved.length ?? 0) + (outcome?.notConfirmed.length ?? 0)
  const parts = [
    `Attempt ${String(attempt)}`,
    many(reviewers.length, 'reviewer'),
    `${String(standing.niceToHave)} nice to have`,
    `${many(aside, 'claim')} set aside`,
    ...(outcome && outcome.resolved.length > 0 ? [`${String(outcome.resolved.length)} resolved`] : []),
    ...(remarks.length > 0 ? [many(remarks.length, 'remark')] : []),
  ]
  return parts.join(' · ')
}

function unclear(standing: Standing): readonly string[] {
  if (standing.unclear.length === 0) return []
  const one = standing.unclear.length === 1
  return [
    `**Does not count yet:** ${standing.unclear.join(', ')}. Tick one box${one ? '' : ' each'}, and give a reason below the list to overrule.`,
  ]
}

function next(standing: Standing): string {
  if (standing.verdict === 'PASS') return 'land it, then hold the retro'
  return standing.awaiting.length > 0
    ? 'answer below, or run implement: what you leave open gets fixed'
    : 'run implement: it starts from what stands'
}

function many(count: number, thing: string): string {
  return `${String(count)} ${thing}${count === 1 ? '' : 's'}`
}
