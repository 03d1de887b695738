import { callout } from '../markdown/callouts.ts'
import { inline } from '../markdown/neutral.ts'
import { isAdded, type Retro, type RetroStep } from './retro-record.ts'

const LOOK: Readonly<Record<RetroStep, string>> = { proposed: 'info', asked: 'question', applied: 'info', archived: 'success' }

/** The first block of a retro note: what was learned, what waits, what comes next. */
export function retroSummary(retro: Retro): string {
  const lines = [counts(retro), ...named(retro), `**Next:** ${next(retro)}`]
  return callout(LOOK[retro.step], `Retro · ${inline(retro.title)}`, lines.join('\n'))
}

function counts(retro: Retro): string {
  const added = retro.outcomes.filter(isAdded).length
  const left = retro.outcomes.length - added
  const parts = [
    retro.outcomes.length === 0 ? `${many(retro.rules.length, 'rule')} proposed` : `${many(added, 'rule')} added`,
    ...(left > 0 ? [`${String(left)} left out`] : []),
    ...(retro.awaiting.length > 0
      ? [`${many(retro.awaiting.length, 'question')} ${retro.awaiting.length === 1 ? 'waits' : 'wait'} for you`]
      : []),
    ...(retro.hotfixAudit === null ? [] : [retro.hotfixAudit === 'justified' ? 'the hotfix was justified' : 'the hotfix needed a court']),
  ]
  return parts.join(' · ')
}

function named(retro: Retro): readonly string[] {
  const names = retro.rules.map((rule) => inline(rule.name))
  return names.length === 0 ? [] : [names.join(' · ')]
}

function next(retro: Retro): string {
  if (retro.step === 'archived') return 'nothing; the notes of this feature are in the archive'
  if (retro.step === 'applied') return 'run retro again; it puts the notes into the archive'
  return retro.step === 'asked' ? 'answer below, then run retro again' : 'run retro again; it goes on from here'
}

function many(count: number, one: string): string {
  return `${String(count)} ${count === 1 ? one : `${one}s`}`
}
