import { ok, type Result } from '../basics/result.ts'
import { addRemark, advanceRetro, retroAnswers, setRetroAwaiting } from '../notes/retro-note.ts'
import { scopeWords } from '../notes/retro-questions.ts'
import {
  CONFLICT_ANSWERS,
  HOTFIX_ANSWERS,
  type AskedConflict,
  type ConflictAnswer,
  type ProposedRule,
  type Retro,
  type RuleOutcome,
} from '../notes/retro-record.ts'
import { findRule, sameName } from '../notes/rule-note.ts'
import type { Rule } from '../notes/rule.ts'
import { readRuleBook, type RuleBook } from '../rules/book.ts'
import { writeNotWhen, writeReplaced, writeRule } from '../rules/write-rule.ts'
import type { Run } from '../runs/run.ts'
import { changeRetroNote, type OpenRetro } from './open-note.ts'
import { belowCoreRules } from './proposal.ts'

/** Adds the rules that clash with nothing, as trial, and asks about the others; with nothing to ask the retro is applied. */
export async function addAndAsk(run: Run, open: OpenRetro, isHotfix: boolean): Promise<Result<OpenRetro>> {
  const { retro } = open
  if (retro.step !== 'proposed') return ok(open)
  const outcomes: RuleOutcome[] = []
  for (const [at, fresh] of retro.rules.entries()) {
    const outcome = outcomeWithoutPerson(retro, at + 1, fresh)
    if (outcome === null) continue
    if (outcome.kind === 'added') {
      run.progress({ type: 'step', text: `Adding the rule "${fresh.name}" to ${fresh.file}` })
      const written = await writeRule(run.vault, fresh, ruleOf(retro, fresh, null))
      if (!written.ok) return written
    }
    outcomes.push(outcome)
  }
  const conflicts = askedConflicts(retro, outcomes, await readRuleBook(run.vault))
  const awaiting = [...conflicts.map(questionOf), ...(isHotfix ? ['hotfix'] : [])]
  const step = awaiting.length === 0 ? 'applied' : 'asked'
  return changeRetroNote(run, open.path, (text) =>
    advanceRetro(text, { step, awaiting, conflicts, hotfixAsked: isHotfix, hotfixAudit: null, outcomes }),
  )
}

/** What becomes of a rule that needs no person; null where a conflict waits for one. */
function outcomeWithoutPerson(retro: Retro, n: number, fresh: ProposedRule): RuleOutcome | null {
  if (retro.rules.slice(0, n - 1).some((earlier) => sameName(earlier.name, fresh.name)))
    return { rule: n, kind: 'repeated', file: fresh.file }
  const compared = retro.comparisons.filter((one) => one.rule === n)
  const same = compared.find((one) => one.relation === 'same')
  if (same) return { rule: n, kind: 'same', file: same.file }
  return compared.some((one) => one.relation === 'conflict') ? null : { rule: n, kind: 'added', file: fresh.file }
}

function askedConflicts(retro: Retro, settled: readonly RuleOutcome[], book: RuleBook): readonly AskedConflict[] {
  const open = retro.comparisons.filter((one) => one.relation === 'conflict' && !settled.some((outcome) => outcome.rule === one.rule))
  return open.map(({ rule, file, existing, reason }, at) => {
    const now = ruleThere(book, retro, file, existing)
    return { n: at + 1, rule, file, existing, existingContext: now?.context ?? '', existingPattern: now?.pattern ?? '', reason }
  })
}

/** A rule that is there, as it now reads; never the one that this retro added under the same name. */
function ruleThere(book: RuleBook, retro: Retro, file: string, name: string): Rule | null {
  const there = book.files.find(({ path }) => belowCoreRules(path) === file)
  return there ? (findRule(there.text, { name, notFrom: retro.learnedFrom })?.rule ?? null) : null
}

/** Takes in the person's answers once all are given; until then the note names those that wait. */
export async function applyAnswers(run: Run, open: OpenRetro): Promise<Result<OpenRetro>> {
  const { retro, path } = open
  if (retro.step !== 'asked') return ok(open)
  const answers = retroAnswers(open.text)
  const asked = [...retro.conflicts.map(questionOf), ...(retro.hotfixAsked ? ['hotfix'] : [])]
  const waiting = asked.filter((name) => answers.of(name) === null)
  if (waiting.length > 0)
    return sameNames(waiting, retro.awaiting) ? ok(open) : changeRetroNote(run, path, (text) => setRetroAwaiting(text, waiting))
  const settled = await settleConflicts(
    run,
    open,
    (conflict) => CONFLICT_ANSWERS.find((one) => one === answers.of(questionOf(conflict))) ?? 'keep',
  )
  if (!settled.ok) return settled
  const hotfixAudit = HOTFIX_ANSWERS.find((one) => one === answers.of('hotfix')) ?? null
  return changeRetroNote(run, path, (text) =>
    advanceRetro(text, { ...retro, step: 'applied', awaiting: [], hotfixAudit, outcomes: [...retro.outcomes, ...settled.value] }),
  )
}

type AnswerOf = (conflict: AskedConflict) => ConflictAnswer

async function settleConflicts(run: Run, open: OpenRetro, answerOf: AnswerOf): Promise<Result<readonly RuleOutcome[]>> {
  const outcomes: RuleOutcome[] = []
  for (const [at, fresh] of open.retro.rules.entries()) {
    const own = open.retro.conflicts.filter((conflict) => conflict.rule === at + 1)
    if (own.length === 0) continue
    const kind = await settleRule(run, open, fresh, own, answerOf)
    if (!kind.ok) return kind
    outcomes.push({ rule: at + 1, kind: kind.value, file: fresh.file })
  }
  return ok(outcomes)
}

/** One rule against all that it clashes with: kept anywhere, it stays out; else it is added and the others are marked. */
async function settleRule(
  run: Run,
  open: OpenRetro,
  fresh: ProposedRule,
  conflicts: readonly AskedConflict[],
  answerOf: AnswerOf,
): Promise<Result<RuleOutcome['kind']>> {
  if (conflicts.some((conflict) => answerOf(conflict) === 'keep')) return ok('kept')
  const replaced = conflicts.filter((conflict) => answerOf(conflict) === 'replace')
  run.progress({ type: 'step', text: `Adding the rule "${fresh.name}" to ${fresh.file}` })
  const written = await writeRule(run.vault, fresh, ruleOf(open.retro, fresh, replaced[0]?.existing ?? null))
  if (!written.ok) return written
  for (const conflict of conflicts) {
    const marked = await markOld(run, open, fresh, conflict, answerOf(conflict))
    if (!marked.ok) return marked
  }
  return ok(replaced.length > 0 ? 'replaced' : 'scoped')
}

async function markOld(
  run: Run,
  open: OpenRetro,
  fresh: ProposedRule,
  conflict: AskedConflict,
  answer: ConflictAnswer,
): Promise<Result<void>> {
  const { file, existing } = conflict
  const ref = { name: existing, notFrom: open.retro.learnedFrom }
  const now = ruleThere(await readRuleBook(run.vault), open.retro, file, existing)
  const marked =
    answer === 'replace'
      ? await writeReplaced(run.vault, file, ref, fresh.name)
      : await writeNotWhen(run.vault, file, ref, scopeWords(fresh))
  if (!marked.ok) return marked
  if (!marked.value) return remark(run, open, `"${existing}" is not in ${file} any more; "${fresh.name}" was added without a mark on it.`)
  const isAsShown = now?.context === conflict.existingContext && now.pattern === conflict.existingPattern
  return isAsShown
    ? ok(undefined)
    : remark(run, open, `"${existing}" in ${file} was edited after you were asked; read it beside "${fresh.name}".`)
}

async function remark(run: Run, open: OpenRetro, words: string): Promise<Result<void>> {
  const changed = await changeRetroNote(run, open.path, (text) => addRemark(text, words))
  return changed.ok ? ok(undefined) : changed
}

function ruleOf(retro: Retro, fresh: ProposedRule, replaces: string | null): Rule {
  const { name, context, pattern } = fresh
  return {
    name,
    context,
    pattern,
    learnedFrom: retro.learnedFrom,
    status: 'trial',
    added: retro.date,
    replaces,
    replacedBy: null,
    notWhen: [],
  }
}

function questionOf(conflict: AskedConflict): string {
  return `conflict-${String(conflict.n)}`
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name))
}
