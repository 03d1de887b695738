import { latest } from '../feature/feature.ts'
import { bodyStart } from '../markdown/frontmatter.ts'
import type { Run } from '../runs/run.ts'
import { readRuleBook } from '../rules/book.ts'
import { rulesFor } from '../rules/match.ts'
import type { Desk } from './desk.ts'
import type { Brief } from './prompt.ts'

const RULES_CHARS = 12_000

/** What an agent is told about the feature: spec, hotfix reason, rules that fit, gates. */
export async function briefFor(run: Run, desk: Desk, paths: readonly string[]): Promise<Brief> {
  const spec = await specText(run, desk)
  const hotfixReason = desk.implement?.note.hotfixReason ?? null
  const rules = await fittingRules(run, { paths, text: `${spec ?? ''} ${hotfixReason ?? ''}` })
  return { feature: run.feature, spec, hotfixReason, rules, gates: run.policy.gates }
}

async function specText(run: Run, desk: Desk): Promise<string | null> {
  const spec = latest(desk.feature, 'spec')
  if (spec === null) return null
  const text = await run.vault.read(spec.path)
  return text.ok && text.value !== null ? text.value.slice(bodyStart(text.value)).trim() : null
}

async function fittingRules(run: Run, subject: { readonly paths: readonly string[]; readonly text: string }): Promise<string> {
  const kept: string[] = []
  let chars = 0
  for (const rule of rulesFor(await readRuleBook(run.vault), subject)) {
    chars += rule.source.length
    if (chars <= RULES_CHARS) kept.push(rule.source.trim())
  }
  return kept.join('\n\n')
}
