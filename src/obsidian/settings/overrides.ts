import { CORE_RULES, fileName } from '../../notes/names.ts'
import { isPolicyKey } from '../../policy/policy-keys.ts'
import { readPolicy, repoPolicyPath } from '../../policy/read-policy.ts'
import type { Vault } from '../../vault/vault.ts'

/** What one repo sets otherwise than the policy of all. */
export interface Override {
  readonly repo: string
  /** null where there is no note of its own. */
  readonly keys: readonly string[] | null
  /** Why the note cannot be used as it is, null where it can. */
  readonly problem: string | null
}

/** Of the linked repos, and of every repo that has such a note. `agents`: those of this device that answer without a person. */
export async function readOverrides(vault: Vault, linked: readonly string[], agents: readonly string[]): Promise<readonly Override[]> {
  const notes = await vault.list(CORE_RULES)
  const named = notes.flatMap(({ path }) => /^policy_(.+)\.md$/.exec(fileName(path))?.[1] ?? [])
  return Promise.all(
    [...new Set([...linked, ...named])].sort().map(async (repo) => {
      const note = notes.find(({ path }) => path === repoPolicyPath(repo))
      if (note === undefined) return { repo, keys: null, problem: null }
      const policy = await readPolicy({ list: () => Promise.resolve(notes) }, repo, agents)
      const isOwn = !policy.ok && policy.error.what.includes(note.path)
      return { repo, keys: Object.keys(note.keys).filter(isPolicyKey), problem: isOwn ? `${policy.error.what} ${policy.error.why}` : null }
    }),
  )
}
