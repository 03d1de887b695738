import { failed, ok, type Result } from '../basics/result.ts'
import { CRITERIA, type Criterion } from '../policy/policy.ts'
import { callout } from '../markdown/callouts.ts'
import { entriesOf, itemsOf } from '../markdown/card-lines.ts'
import { readKeys, renderKeys, setKeys } from '../markdown/frontmatter.ts'
import { inline, plain } from '../markdown/neutral.ts'
import { blankOpinion, CRITERION_LABEL, VETO_VERDICTS, VETOES, type Opinion, type Veto, type VetoOpinion } from './opinion.ts'
import { readQuestions, renderQuestion, tick, type Question } from '../markdown/questions.ts'
import { replaceSummary, sectionBody } from '../markdown/sections.ts'
import { VERDICTS, type Verdict } from './vocabulary.ts'

/** What a person has filled in so far. One tick is a whole opinion; all else may stay empty. */
export interface FormAnswer {
  /** null unless exactly one box is ticked. */
  readonly recommendation: Verdict | null
  readonly words: string
  readonly scores: Readonly<Record<Criterion, number | null>>
  readonly reasons: Readonly<Record<Criterion, string>>
  readonly security: FormVeto
  readonly conflict: FormVeto
  readonly objection: string
  readonly changeMyMind: string
  readonly instead: string
  readonly revisitWhen: string
}

export interface FormVeto {
  readonly verdict: VetoOpinion['verdict'] | null
  readonly evidence: string
}

/** The form of one person's seat. Links are file names without `.md`. */
export interface OpinionForm {
  readonly feature: string
  readonly title: string
  readonly date: string
  readonly repo: string
  readonly seat: string
  readonly spec: string
  readonly court: string
  /** True once the court has taken the answer in. */
  readonly taken: boolean
  readonly answer: FormAnswer
}

const QUESTION: Question = {
  name: 'opinion',
  heading: 'Your recommendation',
  ask: 'Tick one box; that is enough. Why, in a word, goes below the boxes.',
  options: [
    { id: 'go', label: 'Go' },
    { id: 'defer', label: 'Defer' },
    { id: 'kill', label: 'Kill' },
  ],
}

const SCORES = 'Scores, if you like'
const SCORES_ASK =
  'A number from 0 to 10 after the colon, a reason after it; nothing where you cannot tell. Burden and bottleneck are costs: 10 is the heaviest.'
const MORE = 'More, if you like'
const VETO_ASK: Readonly<Record<Veto, string>> = {
  security: 'Does it open a security hole? To fail it, tick FAIL and quote the spec or the code.',
  conflict: 'Does it go against an earlier decision or rule? To fail it, tick FAIL and quote it.',
}
const MORE_LABEL = {
  objection: 'Objection',
  changeMyMind: 'Would change my mind',
  instead: 'Instead',
  revisitWhen: 'Look again when',
} as const

export const EMPTY_ANSWER: FormAnswer = {
  recommendation: null,
  words: '',
  scores: blankOpinion('GO').scores,
  reasons: { benefit: '', necessity: '', burden: '', performance: '', bottleneck: '', currency: '' },
  security: { verdict: null, evidence: '' },
  conflict: { verdict: null, evidence: '' },
  objection: '',
  changeMyMind: '',
  instead: '',
  revisitWhen: '',
}

/** The whole form, with whatever is filled in. */
export function renderForm(form: OpinionForm): string {
  const { answer } = form
  const scores = CRITERIA.map((criterion) =>
    row(CRITERION_LABEL[criterion], scoreText(answer.scores[criterion], answer.reasons[criterion])),
  )
  const more = (Object.keys(MORE_LABEL) as (keyof typeof MORE_LABEL)[]).map((key) => row(MORE_LABEL[key], inline(answer[key])))
  const parts = [
    summary(form),
    renderQuestion(QUESTION),
    `## ${SCORES}\n\n${SCORES_ASK}\n\n${scores.join('\n')}`,
    ...VETOES.map((veto) => renderVeto(veto, answer[veto])),
    `## ${MORE}\n\n${more.join('\n')}`,
  ]
  const blank = `${renderKeys(keysOf(form))}\n${parts.join('\n\n')}\n`
  const ticked = answer.recommendation ? tick(blank, QUESTION.name, answer.recommendation.toLowerCase(), answer.words) : ok(blank)
  if (!ticked.ok) throw new Error(ticked.error)
  return ticked.value
}

/** What the form says now. Error: what in it a person has to put right, one sentence. */
export function parseForm(text: string): Result<OpinionForm, string> {
  const keys = readKeys(text)
  if (!keys.ok) return keys
  const answer = parseAnswer(text)
  if (!answer.ok) return answer
  const word = (key: string): string => (typeof keys.value[key] === 'string' ? keys.value[key] : '')
  return ok({
    feature: word('feature'),
    title: word('title').replace(/^Your opinion · /, ''),
    date: word('date'),
    repo: word('repo'),
    seat: word('seat'),
    spec: linked(word('spec')),
    court: linked(word('court')),
    taken: word('status') === 'DECIDED',
    answer: answer.value,
  })
}

/** The person's answer as an opinion; null while no box, or more than one, is ticked. */
export function opinionOf(answer: FormAnswer): Opinion | null {
  if (answer.recommendation === null) return null
  const isNo = answer.recommendation !== 'GO'
  return {
    ...blankOpinion(answer.recommendation),
    scores: answer.scores,
    reasons: { ...answer.reasons, security: answer.security.evidence, conflict: answer.conflict.evidence },
    security: { verdict: answer.security.verdict ?? 'PASS', evidence: answer.security.evidence },
    conflict: { verdict: answer.conflict.verdict ?? 'PASS', evidence: answer.conflict.evidence },
    decision: answer.words,
    objection: answer.objection !== '' ? answer.objection : isNo ? answer.words : '',
    change_my_mind: answer.changeMyMind,
    instead: answer.instead === '' ? null : answer.instead,
    revisit_when: answer.revisitWhen === '' ? null : answer.revisitWhen,
  }
}

/** Marks a form as taken into its court. */
export function closeForm(text: string): Result<string, string> {
  const form = parseForm(text)
  if (!form.ok) return form
  const keyed = setKeys(text, { status: 'DECIDED', awaiting: [] })
  return keyed.ok ? ok(replaceSummary(keyed.value, summary(form.value), summary({ ...form.value, taken: true }))) : keyed
}

function summary(form: OpinionForm): string {
  const title = `${form.taken ? 'Your opinion is in' : 'Your opinion is asked'} · ${inline(form.title)}`
  const seat = `You sit on the court as ${inline(form.seat)}. One tick is enough.`
  const next = form.taken ? `read the decision, [[${form.court}]]` : `read the spec, tick one box, then run court again`
  return callout(form.taken ? 'success' : 'question', title, `${seat}\n**Next:** ${next} · [[${form.spec}|Spec]]`)
}

function keysOf(form: OpinionForm) {
  return {
    title: `Your opinion · ${form.title}`,
    aliases: [`Your opinion · ${form.title}`],
    feature: form.feature,
    stage: 'opinion',
    status: form.taken ? 'DECIDED' : 'SPEC',
    date: form.date,
    repo: form.repo,
    awaiting: form.taken ? [] : [QUESTION.name],
    category: 'forge/opinion',
    seat: form.seat,
    spec: `[[${form.spec}]]`,
    court: `[[${form.court}]]`,
  }
}

function row(label: string, value: string): string {
  return `- **${label}:** ${value}`.trimEnd()
}

/** `8 · because`; a dash stands for a score that is left out. */
function scoreText(score: number | null, reason: string): string {
  const shown = score === null ? '–' : String(score)
  return reason === '' ? (score === null ? '' : shown) : `${shown} · ${inline(reason)}`
}

function renderVeto(veto: Veto, answer: FormVeto): string {
  const boxes = VETO_VERDICTS.map((verdict) => `- [${answer.verdict === verdict ? 'x' : ' '}] ${verdict}`)
  return `## ${CRITERION_LABEL[veto]}\n\n${VETO_ASK[veto]}\n\n${boxes.join('\n')}\n${row('Quote', inline(answer.evidence))}`
}

function parseAnswer(text: string): Result<FormAnswer, string> {
  const question = readQuestions(text).find((one) => one.name === QUESTION.name)
  const rows = entriesOf(sectionBody(text, SCORES) ?? '')
  const answer = { ...EMPTY_ANSWER, scores: { ...EMPTY_ANSWER.scores }, reasons: { ...EMPTY_ANSWER.reasons } }
  for (const criterion of CRITERIA) {
    const read = readScore(rows.get(CRITERION_LABEL[criterion])?.value ?? '')
    if (!read.ok) return failed(`${CRITERION_LABEL[criterion]}: ${read.error}`)
    answer.scores[criterion] = read.value.score
    answer.reasons[criterion] = read.value.reason
  }
  const [security, conflict] = [parseVeto(text, 'security'), parseVeto(text, 'conflict')]
  if (!security.ok) return security
  if (!conflict.ok) return conflict
  const more = entriesOf(sectionBody(text, MORE) ?? '')
  const words = (key: keyof typeof MORE_LABEL): string => plain(more.get(MORE_LABEL[key])?.value ?? '')
  return ok({
    ...answer,
    recommendation: VERDICTS.find((verdict) => verdict.toLowerCase() === question?.answer) ?? null,
    words: question?.words.trim() ?? '',
    security: security.value,
    conflict: conflict.value,
    objection: words('objection'),
    changeMyMind: words('changeMyMind'),
    instead: words('instead'),
    revisitWhen: words('revisitWhen'),
  })
}

const SCORE = /^(–|-?\d+(?:[.,]\d+)?)(?:\s*\/\s*10\b)?(?: · (.*)|\s*[-–:,;.]?\s*(.*))$/

/** `8`, `7,5`, `8/10 because …`; words alone are a reason without a score. */
function readScore(value: string): Result<{ readonly score: number | null; readonly reason: string }, string> {
  const match = SCORE.exec(value)
  if (!match) return ok({ score: null, reason: plain(value) })
  const reason = plain(match[2] ?? match[3] ?? '')
  if (match[1] === '–') return ok({ score: null, reason })
  const score = Number(match[1]?.replace(',', '.'))
  return score >= 0 && score <= 10 ? ok({ score, reason }) : failed(`${String(score)} is no score; it must be from 0 to 10.`)
}

function parseVeto(text: string, veto: Veto): Result<FormVeto, string> {
  const body = sectionBody(text, CRITERION_LABEL[veto]) ?? ''
  const ticked = itemsOf(body).flatMap((item) => /^\[[xX]\]\s+(PASS|FAIL)\b/.exec(item.value)?.[1] ?? [])
  if (ticked.length > 1) return failed(`${CRITERION_LABEL[veto]}: PASS and FAIL are both ticked; leave one.`)
  return ok({
    verdict: VETO_VERDICTS.find((verdict) => verdict === ticked[0]) ?? null,
    evidence: plain(entriesOf(body).get('Quote')?.value ?? ''),
  })
}

function linked(link: string): string {
  return /^\[\[([^\]|]+)(?:\|[^\]]*)?\]\]$/.exec(link)?.[1] ?? ''
}
