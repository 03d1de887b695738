import { readdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'

const TEXT = /\.(md|base|canvas|json|ya?ml|txt)$/

/** A folder, or a file with its times and its text where it is one (`null`: a file of another kind). */
export interface Listed {
  readonly path: string
  readonly folder: boolean
  readonly stat: { readonly ctime: number; readonly mtime: number; readonly size: number }
  readonly text: string | null
}

/** Everything in a vault but dotfiles, folders before what is in them. */
export function listVault(folder: string, below = ''): readonly Listed[] {
  const entries = readdirSync(path.join(folder, below), { withFileTypes: true }).filter((entry) => !entry.name.startsWith('.'))
  return entries.flatMap((entry) => {
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    const file = path.join(folder, name)
    const { ctimeMs, mtimeMs, size } = statSync(file)
    const stat = { ctime: ctimeMs, mtime: mtimeMs, size }
    if (entry.isDirectory()) return [{ path: name, folder: true, stat, text: null }, ...listVault(folder, name)]
    return [{ path: name, folder: false, stat, text: TEXT.test(name) ? readFileSync(file, 'utf8') : null }]
  })
}
