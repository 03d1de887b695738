import type { App } from 'obsidian'
import { failure } from '../../basics/failure.ts'
import { failed, ok, type Result } from '../../basics/result.ts'
import { readKeys } from '../../markdown/frontmatter.ts'
import { renderPolicyNote, setPolicyKey } from '../../notes/policy-note.ts'
import type { PolicyKeyName } from '../../policy/policy-keys.ts'
import { faultOf, type PolicyValue } from '../../policy/policy-text.ts'
import { POLICY_PATH, readPolicy } from '../../policy/read-policy.ts'
import { defaultSeats } from '../../policy/seats.ts'
import type { Vault } from '../../vault/vault.ts'

/** What all devices share, as `policy.md` says it. */
export interface SharedPolicy {
  readonly exists: boolean
  readonly keys: Readonly<Record<string, unknown>>
  /** Why the note cannot be used as it is, null where it can. */
  readonly problem: string | null
}

/** Reads the note; nothing is made where there is none. `agents`: those of this device that answer without a person. */
export async function readShared(vault: Vault, agents: readonly string[]): Promise<SharedPolicy> {
  const text = await vault.read(POLICY_PATH)
  if (!text.ok) return { exists: true, keys: {}, problem: `${text.error.what} ${text.error.why}` }
  if (text.value === null) return { exists: false, keys: {}, problem: null }
  const keys = readKeys(text.value)
  if (!keys.ok) return { exists: true, keys: {}, problem: `Its properties cannot be read: ${keys.error}` }
  return { exists: true, keys: keys.value, problem: await faultOfKeys(keys.value, agents) }
}

/** What Obsidian has indexed of the note; reads nothing, so that a page that is opened at once has its values. */
export function indexedShared({ metadataCache }: App): SharedPolicy {
  const cache = metadataCache.getCache(POLICY_PATH)
  return { exists: cache !== null, keys: cache?.frontmatter ?? {}, problem: null }
}

/** Why a value may not be set, in one or two sentences; null where it may. A fault that is there already blocks nothing else. */
export async function faultOfChange(
  shared: SharedPolicy,
  name: PolicyKeyName,
  value: PolicyValue | undefined,
  agents: readonly string[],
): Promise<string | null> {
  const own = value === undefined ? null : faultOf(name, value)
  if (own !== null || (await faultOfKeys(shared.keys, agents)) !== null) return own
  return faultOfKeys({ ...shared.keys, [name]: value }, agents)
}

/** Sets one key of the note, which is made where it is missing and there is something to set. */
export async function writeShared(
  vault: Vault,
  name: PolicyKeyName,
  value: PolicyValue | undefined,
  agents: readonly string[],
): Promise<Result<void>> {
  const there = await vault.read(POLICY_PATH)
  if (!there.ok) return there
  if (there.value !== null) return done(await vault.edit(POLICY_PATH, (text) => changed(text, name, value)))
  if (value === undefined) return ok(undefined)
  const text = changed(renderPolicyNote({ title: 'Forge policy', jurors: defaultSeats(agents) }), name, value)
  return text.ok ? vault.create(POLICY_PATH, text.value) : text
}

/** What the policy's own reader says of these keys. */
async function faultOfKeys(keys: Readonly<Record<string, unknown>>, agents: readonly string[]): Promise<string | null> {
  const note = { path: POLICY_PATH, keys, broken: null }
  const policy = await readPolicy({ list: () => Promise.resolve([note]) }, null, agents)
  return policy.ok ? null : `${policy.error.what} ${policy.error.why}`
}

function changed(text: string, name: PolicyKeyName, value: PolicyValue | undefined): Result<string> {
  const next = setPolicyKey(text, name, value)
  return next.ok
    ? next
    : failed(failure('bad-policy', `${name} was not changed.`, next.error, `Mend the properties of ${POLICY_PATH}, then try again.`))
}

function done(result: Result<unknown>): Result<void> {
  return result.ok ? ok(undefined) : result
}
