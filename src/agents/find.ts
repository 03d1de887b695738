import { basename, dirname, isAbsolute } from '../node/paths.ts'
import { joinFolders, knownFolders, loginShellPath, pathFolders, programIn } from '../node/programs.ts'
import type { Device, Variables } from './environment.ts'

/** Where a program is, and the PATH with which it finds its own helpers (`node`, `git`). */
export interface Found {
  /** Absolute, null where it was not found. */
  readonly path: string | null
  /** Each place that was looked at, in order. */
  readonly searched: readonly string[]
  readonly pathVariable: string
}

/** Looks programs up; asks the login shell at most once. */
export interface Finder {
  /** `setting`: the path in the config, which then is the only place. */
  find(name: string, setting: string | null): Promise<Found>
}

/** `stop` ends the login shell, for its start-up files may wait for somebody. */
export function openFinder(device: Device, home: string, stop: AbortSignal | null = null): Finder {
  let asked: Promise<string | null> | null = null
  const further = [
    async () => (await (asked ??= loginShellPath(device.env, stop))) ?? '',
    async () => joinFolders(await knownFolders(home, device.env)),
  ]
  return {
    find: async (name, setting) => {
      const where = { extensions: extensionsOf(setting ?? name, device), further, own: pathOf(device.env) }
      const file = setting ?? (isAbsolute(name) ? name : null)
      const it = file === null ? await search(name, where) : await findAt(file, where)
      return it.path === null ? it : withNode(it, { ...where, extensions: extensionsOf('node', device) })
    },
  }
}

function extensionsOf(name: string, { platform, env }: Device): readonly string[] {
  return platform === 'win32' ? windowsExtensions(name, env) : ['']
}

/** What Windows starts without an interpreter, in the order of PATHEXT. */
const STARTED = ['.COM', '.EXE', '.BAT', '.CMD']

/**
 * npm puts three files side by side: one for other systems' shells without an extension, a `.ps1` that opens in an editor, and the `.cmd`
 * that starts. The name as it is counts only where it ends in what starts.
 */
export function windowsExtensions(name: string, env: Variables): readonly string[] {
  if (STARTED.some((extension) => name.toUpperCase().endsWith(extension))) return ['']
  const known = (env['PATHEXT'] ?? '').toUpperCase().split(';')
  const own = known.filter((extension) => STARTED.includes(extension))
  return own.length > 0 ? own : STARTED
}

interface Where {
  /** What a name may end in on Windows, else just `['']`. */
  readonly extensions: readonly string[]
  /** PATH of this process. */
  readonly own: string
  /** Further PATHs, each asked for only when it is needed. */
  readonly further: readonly (() => Promise<string>)[]
}

async function findAt(file: string, { own, extensions }: Where): Promise<Found> {
  const bare = extensions.includes('') ? file : file.replace(/\.ps1$/i, '')
  const there = await programIn([dirname(bare)], basename(bare), extensions)
  return there === null ? { path: null, searched: [file], pathVariable: own } : found(there, [there], own)
}

/** PATH, then the login shell's PATH, then the usual places. A name with a slash in it is looked for nowhere: it would depend on the folder. */
async function search(name: string, { extensions, own, further }: Where): Promise<Found> {
  let searched: readonly string[] = []
  if (basename(name) !== name) return { path: null, searched, pathVariable: own }
  for (const step of [() => Promise.resolve(own), ...further]) {
    const folders = pathFolders(await step()).filter((folder) => !searched.includes(folder))
    searched = [...searched, ...folders]
    const file = await programIn(folders, name, extensions)
    // The folders of the step that has it come first: their `node` is the one it was installed for.
    if (file !== null) return found(file, searched, joinFolders([...folders, ...searched]))
  }
  return { path: null, searched, pathVariable: own }
}

/**
 * Many CLIs are scripts that need `node`, and an app that was started from a desktop has it on no PATH though the CLI itself is on one:
 * then the first of the further places that has it is put at the end.
 */
async function withNode(it: Found, { extensions, further }: Where): Promise<Found> {
  if ((await programIn(pathFolders(it.pathVariable), 'node', extensions)) !== null) return it
  for (const place of further) {
    const node = await programIn(pathFolders(await place()), 'node', extensions)
    if (node !== null) return { ...it, pathVariable: joinFolders([...pathFolders(it.pathVariable), dirname(node)]) }
  }
  return it
}

/** The program's own folder comes first: a CLI that is a script finds the `node` it was installed with. */
function found(file: string, searched: readonly string[], path: string): Found {
  return { path: file, searched, pathVariable: joinFolders([...new Set([dirname(file), ...pathFolders(path)])]) }
}

function pathOf(env: Variables): string {
  return env['PATH'] ?? env['Path'] ?? ''
}
