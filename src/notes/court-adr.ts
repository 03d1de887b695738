import { CRITERIA, type Criterion } from '../policy/policy.ts'
import { bar, callout } from '../markdown/callouts.ts'
import type { Heard } from './court-entry.ts'
import { inline } from '../markdown/neutral.ts'
import { COSTS, CRITERION_LABEL, type CourtOption } from './opinion.ts'
import { renderQuestion, type Question } from '../markdown/questions.ts'
import { rulingCard, type CriterionSum, type Ruling } from './ruling.ts'

export const OUTCOME = 'Outcome'
export const SUM = 'The sum'
export const SUM_FOLD = 'How the verdict was computed'

/** A criterion at or above this speaks for the idea; at or below the other, against it. */
const SPEAKS_FOR_AT = 7
const SPEAKS_AGAINST_AT = 4

const VERDICT_QUESTION: Question = {
  name: 'verdict',
  heading: 'Overrule this verdict',
  ask: 'You have the last word. Tick one box and write the reason below; leave all boxes empty to let the verdict stand.',
  options: [
    { id: 'go', label: 'Go' },
    { id: 'defer', label: 'Defer' },
    { id: 'kill', label: 'Kill' },
  ],
}

/** The sections of a decision record, from the drivers to the sum. */
export function renderAdr(ruling: Ruling, heard: readonly Heard[]): string {
  const parts = [
    drivers(ruling, heard),
    options(heard),
    outcome(ruling, heard),
    consequences(heard),
    dissent(ruling, heard),
    renderQuestion(VERDICT_QUESTION),
    theSum(ruling),
  ]
  return parts
    .filter((part) => part !== '')
    .map((part) => part.trimEnd())
    .join('\n\n')
}

/** When to look at the decision again, in the first words of those who agree with it, else of anybody. */
export function revisitOf(ruling: Ruling, heard: readonly Heard[]): string | null {
  const voices = [...heard.filter((one) => one.opinion.recommendation === ruling.verdict), ...heard]
  return voices.map((one) => one.opinion.revisit_when?.trim() ?? '').find((words) => words !== '') ?? null
}

function drivers(ruling: Ruling, heard: readonly Heard[]): string {
  const scored = ruling.sums.filter((sum) => sum.median !== null)
  if (scored.length === 0) return '## Drivers\n\nNothing was scored.'
  const rows = scored.map((sum) => `| ${CRITERION_LABEL[sum.criterion]} | ${bar(sum.median ?? 0)} | ${range(sum)} |`)
  const table = ['| Criterion | Median, 10 is best | Jurors |', '|---|---|---|', ...rows].join('\n')
  const voices = scored.flatMap((sum) => driverLine(sum, heard))
  return ['## Drivers', table, ...(voices.length > 0 ? [voices.join('\n')] : [])].join('\n\n')
}

function range(sum: CriterionSum): string {
  const scores = sum.low === sum.high ? String(sum.low) : `${String(sum.low)}–${String(sum.high)}`
  return COSTS.includes(sum.criterion) ? `${scores} as cost` : scores
}

function driverLine(sum: CriterionSum, heard: readonly Heard[]): readonly string[] {
  const middle = sum.median ?? 0
  const side = middle >= SPEAKS_FOR_AT ? 'for' : middle <= SPEAKS_AGAINST_AT ? 'against' : null
  const voice = side === null ? null : nearest(sum.criterion, middle, heard)
  if (side === null || voice === null) return []
  return [
    `- **${CRITERION_LABEL[sum.criterion]}** speaks ${side} it: ${inline(voice.opinion.reasons[sum.criterion])} (${inline(voice.seat)})`,
  ]
}

/** The juror with a reason whose score is nearest to the median. */
function nearest(criterion: Criterion, middle: number, heard: readonly Heard[]): Heard | null {
  const far = (one: Heard): number => {
    const score = one.opinion.scores[criterion]
    return score === null ? Infinity : Math.abs((COSTS.includes(criterion) ? 10 - score : score) - middle)
  }
  const voices = heard.filter((one) => one.opinion.reasons[criterion].trim() !== '' && far(one) < Infinity)
  return voices.reduce<Heard | null>((best, one) => (best === null || far(one) < far(best) ? one : best), null)
}

function options(heard: readonly Heard[]): string {
  const named = new Map<string, string[]>()
  for (const { seat, opinion } of heard) {
    for (const option of opinion.options) {
      const name = option.option.trim().toLowerCase()
      named.set(name, [...(named.get(name) ?? [`- **${inline(option.option)}**`]), ...optionLines(option, seat)])
    }
  }
  return named.size === 0 ? '' : `## Options\n\n${[...named.values()].flat().join('\n')}`
}

function optionLines(option: CourtOption, seat: string): readonly string[] {
  const side = (label: string, words: string): readonly string[] =>
    words.trim() === '' ? [] : [`  - ${label}: ${inline(words)} (${inline(seat)})`]
  return [...side('For', option.for), ...side('Against', option.against)]
}

function outcome(ruling: Ruling, heard: readonly Heard[]): string {
  const instead = heard.filter((one) => one.opinion.recommendation === ruling.verdict && (one.opinion.instead ?? '').trim() !== '')
  const revisit = revisitOf(ruling, heard)
  const lines = [
    `**${ruling.verdict}${ruling.score === null ? '' : ` ${ruling.score.toFixed(1)}`}** ${inline(ruling.decision)}`.trimEnd(),
    ruling.why.map((step) => `- ${inline(step)}`).join('\n'),
    ruling.contested.length === 0 ? '' : callout('warning', 'Contested', ruling.contested.map((why) => `- ${inline(why)}`).join('\n')),
    instead.map((one) => `- **Instead:** ${inline(one.opinion.instead ?? '')} (${inline(one.seat)})`).join('\n'),
    revisit === null ? '' : `**Look again when:** ${inline(revisit)}`,
  ]
  return [`## ${OUTCOME}`, ...lines.filter((line) => line !== '')].join('\n\n')
}

function consequences(heard: readonly Heard[]): string {
  const all = heard.flatMap((one) => one.opinion.consequences).filter((line) => line.trim() !== '')
  const distinct = all.filter((line, at) => all.findIndex((other) => other.trim().toLowerCase() === line.trim().toLowerCase()) === at)
  return distinct.length === 0 ? '' : `## Consequences\n\n${distinct.map((line) => `- ${inline(line)}`).join('\n')}`
}

/** The jurors' own words: those who voted otherwise first, then the objections of those who agree. */
function dissent(ruling: Ruling, heard: readonly Heard[]): string {
  const isOtherwise = (one: Heard): boolean => ruling.dissent.includes(one.seat)
  const otherwise = heard.filter(isOtherwise)
  const doubts = heard.filter((one) => !isOtherwise(one) && one.opinion.objection.trim() !== '')
  if (otherwise.length + doubts.length === 0) return '## Dissent\n\nNobody objects.'
  const lines = [
    ...otherwise.map((one) => dissentLines(one, `votes ${one.opinion.recommendation}`)),
    ...doubts.map((one) => dissentLines(one, 'agrees, with an objection')),
  ]
  return `## Dissent\n\n${lines.flat().join('\n')}`
}

function dissentLines({ seat, opinion }: Heard, stance: string): readonly string[] {
  const below = (label: string, words: string): readonly string[] => (words.trim() === '' ? [] : [`  - ${label}: ${inline(words)}`])
  const decision = opinion.decision.trim() === '' ? '' : `: ${inline(opinion.decision)}`
  const objection = opinion.objection === opinion.decision ? '' : opinion.objection
  return [
    `- **${inline(seat)}** ${stance}${decision}`,
    ...below('Objection', objection),
    ...below('Would change its mind', opinion.change_my_mind),
  ]
}

function theSum(ruling: Ruling): string {
  const counted = CRITERIA.filter((criterion) => ruling.sums.some((sum) => sum.criterion === criterion && sum.median !== null)).length
  const line = `Per criterion the median of those who scored it (burden and bottleneck as 10 − x), then the weighted mean of ${String(counted)} criteria, to one decimal.`
  return `## ${SUM}\n\n${line}\n\n${callout('abstract', SUM_FOLD, rulingCard.render(ruling).trimEnd(), '-')}`
}
