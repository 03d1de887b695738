import { readdirSync, statSync, watch, type FSWatcher } from 'node:fs'
import path from 'node:path'

const SETTLE_MS = 20
/** A look in between, for what the system does not tell; a large vault is looked at less often. */
const LOOK_EVERY_MS = 1_000
const LOOK_SHARE = 20
const FOLDER = 'folder'

/** Tells which files and folders of a vault came, changed or went, whoever did it. Dotfiles are none. */
export function watchVault(folder: string, tell: (paths: readonly string[]) => void, lookEveryMs = LOOK_EVERY_MS): void {
  let seen = lookAt(folder)
  let waiting = false
  const watchers = new Map<string, FSWatcher>()
  const look = (): void => {
    const before = seen
    seen = lookAt(folder)
    const changed = [...new Set([...before.keys(), ...seen.keys()])].filter((name) => before.get(name) !== seen.get(name))
    if (changed.length > 0) tell(changed)
    followFolders(folder, new Set(['', ...[...seen].flatMap(([name, stamp]) => (stamp === FOLDER ? [name] : []))]), watchers, soon)
  }
  const soon = (): void => {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      look()
    }, SETTLE_MS)
  }
  lookAgain(look, lookEveryMs)
}

/** Watches each folder by itself: on Linux, Node's own recursion misses a file that is replaced a second time. */
function followFolders(root: string, names: ReadonlySet<string>, watchers: Map<string, FSWatcher>, soon: () => void): void {
  for (const [name, watcher] of watchers) {
    if (names.has(name)) continue
    watcher.close()
    watchers.delete(name)
  }
  for (const name of names) {
    const watcher = watchers.has(name) ? null : follow(path.join(root, name), soon)
    if (watcher === null) continue
    watchers.set(name, watcher)
    // Nobody has told of what came into the folder before it was followed.
    soon()
  }
}

/** null where the folder has gone, or where the system follows no more of them; the next look tries again. */
function follow(folder: string, soon: () => void): FSWatcher | null {
  try {
    return watch(folder, soon).on('error', () => undefined)
  } catch {
    return null
  }
}

/** The share is of the processor's time: a machine that stands still for a moment must not make this one blind. */
function lookAgain(look: () => void, everyMs: number): void {
  const start = process.cpuUsage()
  look()
  const { user, system } = process.cpuUsage(start)
  setTimeout(() => lookAgain(look, everyMs), Math.max(everyMs, ((user + system) / 1_000) * LOOK_SHARE))
}

/** By path: a text that changes with the file; folders always have the same. */
function lookAt(folder: string, below = '', found = new Map<string, string>()): Map<string, string> {
  for (const entry of entriesOf(path.join(folder, below))) {
    if (entry.name.startsWith('.')) continue
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      found.set(name, FOLDER)
      lookAt(folder, name, found)
    } else found.set(name, stampOf(path.join(folder, name)))
  }
  return found
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}

function stampOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file)
    return `${String(mtimeMs)}:${String(size)}:${String(ino)}`
  } catch {
    return 'gone'
  }
}
