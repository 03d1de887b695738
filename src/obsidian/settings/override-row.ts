import type { SettingDefinition } from 'obsidian'
import { renderRepoPolicyNote } from '../../notes/policy-note.ts'
import { repoPolicyPath } from '../../policy/read-policy.ts'
import { openNote } from '../open-note.ts'
import type { Override } from './overrides.ts'
import type { TabHost } from './tab-state.ts'

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
