import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { gitFailure } from './git.ts'
import type { Git, GitCall } from './git.ts'
import type { ChangedFile } from './repo.ts'

/** What both forms of a comparison need; `readChanges` parses just this. */
const FORMAT = ['--raw', '--numstat', '-z', '-M', '--no-ext-diff', '--no-textconv', '--no-color', '--ignore-submodules=none']
const SUBMODULE_MODE = '160000'

/** A changed path with what only the repo's own room needs to know. */
export interface RawChange {
  readonly file: ChangedFile
  /** True where a repository inside the repository has appeared: its content would be in no commit. */
  readonly nested: boolean
}

/** Compares by `diff-tree` (two commits) or `diff-index --cached` (a commit and an index), recursive. */
export async function readChanges(git: Git, compare: readonly string[], call?: GitCall): Promise<Result<readonly RawChange[]>> {
  const [command = '', ...rest] = compare
  const run = await git.run([command, '-r', ...FORMAT, ...rest, '--'], call)
  return run.code === 0 ? ok(parseChanges(run.stdout)) : failed(gitFailure('Git could not compare', run))
}

/** Reads `--raw --numstat -z`: first every raw record, then every count. */
export function parseChanges(output: string): readonly RawChange[] {
  const parts = output.split('\0')
  const raws: Omit<RawChange['file'], 'added' | 'removed'>[] = []
  const nested: boolean[] = []
  const counts = new Map<string, { added: number; removed: number }>()
  for (let at = 0; at < parts.length;) {
    const part = parts[at] ?? ''
    if (part.startsWith(':')) {
      const [before, after, , , letter = ''] = part.slice(1).split(' ')
      const two = /^[RC]/.test(letter)
      const [first = '', second = ''] = parts.slice(at + 1, at + 3)
      raws.push({ path: two ? second : first, from: letter.startsWith('R') ? first : null, change: changeOf(letter) })
      nested.push(after === SUBMODULE_MODE && before !== SUBMODULE_MODE)
      at += two ? 3 : 2
    } else {
      at += readCount(part, parts, at, counts)
    }
  }
  return raws.map((raw, index) => ({
    file: { ...raw, ...(counts.get(raw.path) ?? { added: 0, removed: 0 }) },
    nested: nested[index] === true,
  }))
}

/** `added<TAB>removed<TAB>path`; of a rename the path is empty and two parts follow. Gives the number of parts. */
function readCount(part: string, parts: readonly string[], at: number, counts: Map<string, { added: number; removed: number }>): number {
  const [, added, removed, path] = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(part) ?? []
  if (path === undefined) return 1
  const count = { added: Number(added) || 0, removed: Number(removed) || 0 }
  counts.set(path === '' ? (parts[at + 2] ?? '') : path, count)
  return path === '' ? 3 : 1
}

function changeOf(letter: string): ChangedFile['change'] {
  if (letter.startsWith('R')) return 'renamed'
  if (letter.startsWith('A') || letter.startsWith('C')) return 'added'
  return letter.startsWith('D') ? 'deleted' : 'modified'
}
