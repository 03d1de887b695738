import { basename, dirname, isAbsolute } from '../node/paths.ts'
import { isProgram, joinFolders, knownFolders, loginShellPath, pathFolders, programIn } from '../node/programs.ts'
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

export function openFinder(device: Device, home: string): Finder {
  let asked: Promise<string | null> | null = null
  const shellPath = (): Promise<string | null> => (asked ??= loginShellPath(device.env))
  return {
    find: (name, setting) =>
      setting !== null || isAbsolute(name) ? findAt(setting ?? name, device) : search(name, device, home, shellPath),
  }
}

async function findAt(file: string, device: Device): Promise<Found> {
  const own = pathOf(device.env)
  return (await isProgram(file)) ? found(file, [file], own) : { path: null, searched: [file], pathVariable: own }
}

/** PATH, then the login shell's PATH, then the usual places. A name with a slash in it is looked for nowhere: it would depend on the folder. */
async function search(name: string, device: Device, home: string, shellPath: () => Promise<string | null>): Promise<Found> {
  const extensions = device.platform === 'win32' ? [...(device.env['PATHEXT'] ?? '.EXE;.CMD;.BAT').split(';'), ''] : ['']
  const steps = [
    () => Promise.resolve(pathOf(device.env)),
    async () => (await shellPath()) ?? '',
    async () => joinFolders(await knownFolders(home, device.env)),
  ]
  let searched: readonly string[] = []
  if (basename(name) !== name) return { path: null, searched, pathVariable: pathOf(device.env) }
  for (const step of steps) {
    const folders = pathFolders(await step()).filter((folder) => !searched.includes(folder))
    searched = [...searched, ...folders]
    const file = await programIn(folders, name, extensions)
    if (file !== null) return found(file, searched, joinFolders(searched.filter((folder) => folder !== '')))
  }
  return { path: null, searched, pathVariable: pathOf(device.env) }
}

/** The program's own folder comes first: a CLI that is a script finds the `node` it was installed with. */
function found(file: string, searched: readonly string[], path: string): Found {
  return { path: file, searched, pathVariable: joinFolders([...new Set([dirname(file), ...pathFolders(path)])]) }
}

function pathOf(env: Variables): string {
  return env['PATH'] ?? env['Path'] ?? ''
}
