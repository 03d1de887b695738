import type { SettingDefinition } from 'obsidian'
import { CORE_RULES, fileName } from '../../notes/names.ts'
import { renderRepoPolicyNote } from '../../notes/policy-note.ts'
import { isPolicyKey } from '../../policy/policy-keys.ts'
import { readPolicy, repoPolicyPath } from '../../policy/read-policy.ts'
import type { Vault } from '../../vault/vault.ts'
import { openNote } from '../open-note.ts'
import type { TabHost } from './tab-state.ts'

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

/** Says what a repo's own note sets, and opens it or makes one. */
export function overrideRow(host: TabHost, { repo, keys, problem }: Override): SettingDefinition {
  const { forge } = host
  const name = `Policy of ${repo} alone`
  const desc = problem ?? wordsOf(repo, keys)
  const path = repoPolicyPath(repo)
  const make = async (): Promise<void> => {
    const made = await forge.vault.create(path, renderRepoPolicyNote(repo))
    if (!made.ok) return forge.notices.fail('settings', made.error)
    await openNote(forge, path, 'tab')
    await host.refresh()
  }
  return {
    name,
    desc,
    render: (setting) => {
      setting.setName(name).setDesc(desc)
      setting.setErrorMessage(problem === null ? null : 'Mend that note.')
      setting.addButton((button) =>
        button
          .setButtonText(keys === null ? 'Make a note' : 'Open note')
          .onClick(
            () => void (keys === null ? host.guarded({ name: 'Making a note', about: 'settings' }, make) : openNote(forge, path, 'tab')),
          ),
      )
    },
  }
}

function wordsOf(repo: string, keys: readonly string[] | null): string {
  if (keys === null) return `What is said here holds for ${repo} too. A note of its own can say otherwise, key by key.`
  return keys.length === 0
    ? `Its note sets nothing: what is said here holds for ${repo} too.`
    : `Sets ${keys.join(', ')} otherwise than here.`
}
