import type { Vault } from './vault.ts'

/** A vault that lives in a folder of another one: its `forge/active` is `ROOT/forge/active` there, and neither sees what is the other's. */
export function rootedVault(vault: Vault, root: string): Vault {
  const below = (path: string): string => `${root}/${path}`
  return {
    name: vault.name,
    list: async (folder) => {
      const notes = await vault.list(below(folder))
      return notes.map((note) => ({ ...note, path: note.path.slice(root.length + 1) }))
    },
    read: (path) => vault.read(below(path)),
    create: (path, text) => vault.create(below(path), text),
    edit: (path, change) => vault.edit(below(path), change),
    move: (from, to) => vault.move(below(from), below(to)),
    trash: (path) => vault.trash(below(path)),
  }
}
