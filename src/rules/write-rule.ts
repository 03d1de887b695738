import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { CORE_RULES } from '../notes/names.ts'
import { addRule, findLearned, markNotWhen, markReplaced, renderRuleFile, type RuleRef } from '../notes/rule-note.ts'
import type { Rule } from '../notes/rule.ts'
import type { Vault } from '../vault/vault.ts'
import { ruleFileTitle } from './file-name.ts'

/** Where a rule goes: a path below core-rules, and a heading in it. */
export interface RulePlace {
  readonly file: string
  readonly section: string
}

/** Adds a rule to a file of core-rules, which is made where it is missing. A rule that is there already is not added again. */
export async function writeRule(vault: Vault, place: RulePlace, rule: Rule): Promise<Result<void>> {
  const path = `${CORE_RULES}/${place.file}`
  const there = await vault.read(path)
  if (!there.ok) return there
  if (there.value === null) return createFile(vault, path, place, rule)
  const written = await vault.edit(path, (text) => (findLearned(text, rule) ? ok(text) : spliced(path, addRule(text, place.section, rule))))
  return written.ok ? ok(undefined) : written
}

/** Marks a rule as replaced, its words stay. Gives false where the rule is not there any more. */
export async function writeReplaced(vault: Vault, file: string, ref: RuleRef, by: string): Promise<Result<boolean>> {
  return mark(vault, file, (text) => markReplaced(text, ref, by))
}

/** Says below a rule where another one holds, its words stay. Gives false where the rule is not there any more. */
export async function writeNotWhen(vault: Vault, file: string, ref: RuleRef, words: string): Promise<Result<boolean>> {
  return mark(vault, file, (text) => markNotWhen(text, ref, words))
}

async function createFile(vault: Vault, path: string, place: RulePlace, rule: Rule): Promise<Result<void>> {
  const text = spliced(path, addRule(renderRuleFile(ruleFileTitle(place.file)), place.section, rule))
  return text.ok ? vault.create(path, text.value) : text
}

async function mark(vault: Vault, file: string, change: (text: string) => Result<string, string>): Promise<Result<boolean>> {
  const path = `${CORE_RULES}/${file}`
  const there = await vault.read(path)
  if (!there.ok) return there
  if (there.value === null || !change(there.value).ok) return ok(false)
  const written = await vault.edit(path, (text) => spliced(path, change(text)))
  return written.ok ? ok(true) : written
}

function spliced(path: string, text: Result<string, string>): Result<string> {
  return text.ok
    ? text
    : failed(failure('bad-note', `${path} could not take the rule.`, text.error, 'Mend the file, then run forge retro again.'))
}
