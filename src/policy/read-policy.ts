import * as v from 'valibot'
import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import type { Policy } from './policy.ts'
import { COMMON_KEYS, isPolicyKey, POLICY_KEYS, type PolicySettings } from './policy-keys.ts'
import { settlePolicy } from './settle-policy.ts'

const FOLDER = 'forge/core-rules'

/** The note that sets the policy of every repo of the vault. */
export const POLICY_PATH = `${FOLDER}/policy.md`

/** The note that sets it for one repo, over the common one. */
export function repoPolicyPath(repo: string): string {
  return `${FOLDER}/policy_${repo}.md`
}

/** As much of a vault as the policy needs. */
export interface PolicyNotes {
  list(folder: string): Promise<readonly PolicyNote[]>
}

interface PolicyNote {
  readonly path: string
  readonly keys: Readonly<Record<string, unknown>>
  readonly broken: string | null
}

/**
 * The policy for one repo (null: the common one): each key from `policy_REPO.md`, else from `policy.md`, else its default, which is filled in
 * from `agents`, those of this device that answer without a person. Fails with `bad-policy`, naming the note, the key and what is allowed.
 */
export async function readPolicy(notes: PolicyNotes, repo: string | null, agents: readonly string[]): Promise<Result<Policy>> {
  const listed = await notes.list(FOLDER)
  let set: PolicySettings = {}
  for (const path of repo === null ? [POLICY_PATH] : [POLICY_PATH, repoPolicyPath(repo)]) {
    const note = listed.find((one) => one.path === path)
    const read = note ? readSettings(note) : ok({})
    if (!read.ok) return read
    set = { ...set, ...read.value }
  }
  const policy = settlePolicy(set, agents)
  const odd = contradiction(policy)
  return odd === null ? ok(policy) : failed(odd)
}

function readSettings(note: PolicyNote): Result<PolicySettings> {
  if (note.broken !== null) return failed(broken(note.path, note.broken))
  let set: PolicySettings = {}
  for (const [name, value] of Object.entries(note.keys)) {
    if (isPolicyKey(name)) {
      // An empty property, as Obsidian leaves one behind, sets nothing.
      if (value === null || value === undefined) continue
      const read = v.safeParse(POLICY_KEYS[name].schema, value)
      if (!read.success) return failed(wrongValue(note.path, name, POLICY_KEYS[name].allowed, read.issues[0]))
      set = { ...set, [name]: read.output }
    } else if (!COMMON_KEYS.includes(name.toLowerCase())) return failed(unknownKey(note.path, name))
  }
  return ok(set)
}

function contradiction(policy: Policy): Failure | null {
  if (policy.kill_below > policy.go_at) {
    return odd(
      'kill_below is above go_at',
      `kill_below is ${String(policy.kill_below)} and go_at is ${String(policy.go_at)}, so no score could mean DEFER.`,
    )
  }
  if (Object.values(policy.weights).every((weight) => weight === 0)) return odd('weights are all 0', 'At least one criterion must count.')
  if (policy.jurors.length > 0 && policy.quorum > policy.jurors.length) {
    return odd('quorum is above the number of jurors', `${String(policy.jurors.length)} jurors can never be ${String(policy.quorum)}.`)
  }
  return null
}

function odd(what: string, why: string): Failure {
  return failure(
    'bad-policy',
    `The policy contradicts itself: ${what}.`,
    why,
    `Change it in ${POLICY_PATH} (or the note of this repo beside it) and run the command again.`,
  )
}

function broken(path: string, why: string): Failure {
  return failure('bad-policy', `The policy in ${path} cannot be read.`, why, 'Mend the properties of that note and run the command again.')
}

function wrongValue(path: string, name: string, allowed: string, issue: v.BaseIssue<unknown>): Failure {
  const said = issue.type === 'raw_transform' ? `${issue.message} ` : ''
  return failure(
    'bad-policy',
    `${path}: ${name} has a wrong value.`,
    `${said}Allowed is ${allowed}.`,
    `Change ${name} in that note and run the command again.`,
  )
}

function unknownKey(path: string, name: string): Failure {
  const why = `The keys of a policy are ${Object.keys(POLICY_KEYS).join(', ')}.`
  return failure(
    'bad-policy',
    `${path}: "${name}" is no key of a policy.`,
    why,
    'Correct or remove it in that note and run the command again.',
  )
}
