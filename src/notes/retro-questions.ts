import { callout } from '../markdown/callouts.ts'
import { inline } from '../markdown/neutral.ts'
import { renderQuestion } from '../markdown/questions.ts'
import { conflictCard, type AskedConflict, type HotfixAdvice, type ProposedRule } from './retro-record.ts'

export const HOTFIX = 'The hotfix'
export const CONFLICT_HEADING = /^Conflict [1-9]\d*$/

/** One conflict as a section: why, the final text of each answer, and the boxes. */
export function renderConflict(conflict: AskedConflict, fresh: ProposedRule): string {
  const old = { name: conflict.existing, context: conflict.existingContext, pattern: conflict.existingPattern }
  const question = renderQuestion(
    {
      name: `conflict-${String(conflict.n)}`,
      heading: `Which rule holds in ${conflict.file}?`,
      options: [
        { id: 'keep', label: 'Keep the rule that is there' },
        { id: 'replace', label: 'Replace it with the new rule' },
        { id: 'scope', label: 'Keep both, each in its own case' },
      ],
    },
    3,
  )
  return [
    `## Conflict ${String(conflict.n)}`,
    conflictCard.render(conflict),
    callout('example', 'Keep: it then reads', finalText(old)),
    callout(
      'example',
      'Replace: only the new one holds',
      [finalText({ ...fresh, replaces: conflict.existing }), finalText({ ...old, replacedBy: fresh.name })].join('\n'),
    ),
    callout('example', 'Scope: both then read', [finalText({ ...old, notWhen: scopeWords(fresh) }), finalText(fresh)].join('\n')),
    question,
  ].join('\n\n')
}

/** What a rule that is kept beside a new one says about the new one's case. */
export function scopeWords(fresh: Pick<ProposedRule, 'name' | 'context'>): string {
  return fresh.context.trim() === '' ? `"${fresh.name}" applies` : `${fresh.context} (then "${fresh.name}" holds)`
}

/** The question that only a hotfix gets, with the historian's advice. */
export function renderHotfixQuestion(advice: HotfixAdvice | null): string {
  const said =
    advice === null ? 'The historian gave no advice.' : `The historian says ${advice.neededCourt ? 'yes' : 'no'}: ${inline(advice.reason)}`
  return renderQuestion({
    name: 'hotfix',
    heading: HOTFIX,
    ask: `Should this have gone through court? ${said}`,
    options: [
      { id: 'justified', label: 'It was justified' },
      { id: 'needed-court', label: 'It should have gone through court' },
    ],
  })
}

interface FinalRule {
  readonly name: string
  readonly context: string
  readonly pattern: string
  readonly replaces?: string | null
  readonly notWhen?: string
  readonly replacedBy?: string
}

function finalText(rule: FinalRule): string {
  const lines = [
    `- **${inline(rule.name)}**`,
    `  - **Context:** ${inline(rule.context)}`,
    `  - **Pattern:** ${inline(rule.pattern)}`,
    ...(rule.replaces ? [`  - **Replaces:** ${inline(rule.replaces)}`] : []),
    ...(rule.notWhen === undefined ? [] : [`  - **Not when:** ${inline(rule.notWhen)}`]),
    ...(rule.replacedBy === undefined ? [] : [`  - **Replaced by:** ${inline(rule.replacedBy)}`]),
  ]
  return lines.join('\n')
}
