import { answererOf } from '../agents/answerer.ts'
import { ok, type Result } from '../basics/result.ts'
import { addUsageKeys } from '../notes/head.ts'
import { addComparison } from '../notes/retro-note.ts'
import type { Comparison, ProposedRule, Retro } from '../notes/retro-record.ts'
import { sameName } from '../notes/rule-note.ts'
import { bookRules, readRuleBook, type BookRule, type RuleBook } from '../rules/book.ts'
import { conflictCandidates, type Candidate } from '../rules/conflict.ts'
import type { Run } from '../runs/run.ts'
import type { Asking } from './asking.ts'
import { ARBITER_CONTRACT } from './contract.ts'
import { changeRetroNote, readRetro, type OpenRetro } from './open-note.ts'
import { arbiterPrompt } from './prompt.ts'
import { belowCoreRules } from './proposal.ts'

/** Holds each proposed rule against those that are there and may clash with it. Each answer is saved before the next is asked. */
export async function compare(run: Run, path: string, asking: Asking): Promise<Result<OpenRetro>> {
  const first = await readRetro(run, path)
  if (!first.ok || first.value.retro.step !== 'proposed') return first
  const known = rulesOfOthers(await readRuleBook(run.vault), first.value.retro)
  let open = first.value
  for (const [at, fresh] of open.retro.rules.entries()) {
    const compared = await compareRule(run, asking, open, at + 1, fresh, known)
    if (!compared.ok) return compared
    open = compared.value
  }
  return ok(open)
}

/** A rule that this very retro has added already is no rival of the others. */
function rulesOfOthers(book: RuleBook, retro: Retro): readonly BookRule[] {
  return bookRules(book).filter(
    ({ rule }) => !retro.rules.some((fresh) => isLearnedHere(rule.learnedFrom, retro) && sameName(rule.name, fresh.name)),
  )
}

function isLearnedHere(learnedFrom: readonly string[], retro: Retro): boolean {
  return learnedFrom.some((name) => retro.learnedFrom.includes(name))
}

async function compareRule(
  run: Run,
  asking: Asking,
  open: OpenRetro,
  n: number,
  fresh: ProposedRule,
  known: readonly BookRule[],
): Promise<Result<OpenRetro>> {
  let now = open
  for (const candidate of conflictCandidates(fresh, known)) {
    const done = now.retro.comparisons.filter((one) => one.rule === n)
    if (done.some((one) => one.relation === 'same')) break
    if (done.some((one) => isAbout(one, candidate.existing))) continue
    const compared = await compareOne(run, asking, now, n, fresh, candidate)
    if (!compared.ok) return compared
    now = compared.value
  }
  return ok(now)
}

function isAbout(comparison: Comparison, existing: BookRule): boolean {
  return comparison.file === belowCoreRules(existing.path) && comparison.existing === existing.rule.name
}

async function compareOne(
  run: Run,
  asking: Asking,
  open: OpenRetro,
  n: number,
  fresh: ProposedRule,
  { existing, suspicion }: Candidate<BookRule>,
): Promise<Result<OpenRetro>> {
  const about = { rule: n, file: belowCoreRules(existing.path), existing: existing.rule.name }
  if (suspicion === 'named') {
    const named: Comparison = {
      ...about,
      relation: 'conflict',
      reason: 'The proposed rule is meant to replace this one.',
      by: run.policy.historian,
    }
    return changeRetroNote(run, open.path, (text) => addComparison(text, named))
  }
  run.progress({ type: 'step', text: `Asking ${run.policy.verifier} whether "${fresh.name}" clashes with "${existing.rule.name}"` })
  const prompt = arbiterPrompt(fresh, { ...existing.rule, file: about.file })
  const reply = await asking.ask({ agent: run.policy.verifier, role: 'arbiter', line: 'arbiter', prompt, contract: ARBITER_CONTRACT })
  if (!reply.ok) return reply
  const { answer, usage } = reply.value
  if (!answer.ok) {
    const booked = await changeRetroNote(run, open.path, (text) => addUsageKeys(text, usage))
    return booked.ok ? answer : booked
  }
  return changeRetroNote(run, open.path, (text) =>
    addComparison(text, { ...about, ...answer.value, by: answererOf(run.policy.verifier, reply.value) }, usage),
  )
}
