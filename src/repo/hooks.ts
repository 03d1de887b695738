import { basename, isInside, join, relative, resolve } from '../node/paths.ts'
import { realPath } from '../node/files.ts'
import { fingerprint } from './fingerprint.ts'
import type { Git } from './git.ts'

/** Files that make git run programs, look away from files or read other objects; `hooks` is added by where the settings say it is. */
const LOADED_FILES = ['config.worktree', 'info/attributes', 'info/exclude', 'info/grafts', 'objects/info/alternates']

/** Where git looks for hooks when it works in this folder, absolute. */
export async function hooksFolder(git: Git): Promise<string | null> {
  // Without `hooks` every call names an empty place for them.
  const run = await git.run(['rev-parse', '--git-path', 'hooks'], { hooks: true })
  return run.code === 0 ? resolve(git.folder, run.stdout.replace(/\n$/, '')) : null
}

/** Where Forge notes what git would run or obey when the worktree was first made; the folder of a worktree has the feature's name. */
export function recordOf(git: Git, commonDir: string): string {
  return join(commonDir, 'forge', 'controls', basename(git.folder))
}

/** What git would run or obey: hooks outside the worktree, attributes, what is ignored and the settings of every scope except what it notes about branches. */
export async function readControls(git: Git, commonDir: string): Promise<ReadonlyMap<string, string>> {
  const hooks = await hooksFolder(git)
  const outside = hooks !== null && !(await isInsideReal(git.folder, hooks)) ? [hooks] : []
  const paths = [...outside, ...LOADED_FILES.map((file) => join(commonDir, file)), recordOf(git, commonDir)]
  const files = await Promise.all(paths.map((path) => fingerprint(path)))
  return new Map([...files.flatMap((found) => [...found]), ...(await readSettings(git))])
}

/** `git config` entries as `setting NAME` with all their values. Editors and git itself write to `branch.*` at any time. */
async function readSettings(git: Git): Promise<ReadonlyMap<string, string>> {
  const run = await git.run(['config', '--list', '--show-scope', '-z'], { hooks: true })
  const settings = new Map<string, string>()
  const parts = run.stdout.split('\0')
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [name = '', ...value] = (parts[at + 1] ?? '').split('\n')
    const key = `setting ${name}`
    if (!name.startsWith('branch.')) settings.set(key, `${settings.get(key) ?? ''}${parts[at] ?? ''} ${value.join('\n')}\0`)
  }
  return settings
}

/**
 * True where the hooks that a commit in this worktree would run are the ones of `base`. Hooks outside the worktree are the seal's
 * business; those inside count only where every file of them is tracked and as it was.
 */
export async function hooksAsAt(git: Git, base: string): Promise<boolean> {
  const hooks = await hooksFolder(git)
  if (hooks === null) return false
  if (!(await isInsideReal(git.folder, hooks))) return true
  const inside = relative((await realPath(git.folder)) ?? git.folder, (await realPath(hooks)) ?? hooks)
  const same = await git.run(['diff', '--quiet', '--no-ext-diff', base, '--', inside])
  const extra = await git.run(['ls-files', '--others', '-z', '--', inside])
  return same.code === 0 && extra.code === 0 && extra.stdout === ''
}

async function isInsideReal(folder: string, path: string): Promise<boolean> {
  return isInside((await realPath(folder)) ?? folder, (await realPath(path)) ?? path)
}
