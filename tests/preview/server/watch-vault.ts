import { readdirSync, statSync, watch } from 'node:fs'
import path from 'node:path'

const SETTLE_MS = 20
/** A look in between, for what the system does not tell; a large vault is looked at less often. */
const LOOK_EVERY_MS = 1_000
const LOOK_SHARE = 20

/** Tells which files and folders of a vault came, changed or went, whoever did it. Dotfiles are none. */
export function watchVault(folder: string, tell: (paths: readonly string[]) => void): void {
  let seen = lookAt(folder)
  let waiting = false
  const look = (): void => {
    const now = lookAt(folder)
    const before = seen
    seen = now
    const changed = [...new Set([...before.keys(), ...now.keys()])].filter((name) => before.get(name) !== now.get(name))
    if (changed.length > 0) tell(changed)
  }
  const soon = (): void => {
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      look()
    }, SETTLE_MS)
  }
  watch(folder, { recursive: true }, soon).on('error', () => undefined)
  lookAgain(look)
}

function lookAgain(look: () => void): void {
  const start = Date.now()
  look()
  setTimeout(() => lookAgain(look), Math.max(LOOK_EVERY_MS, (Date.now() - start) * LOOK_SHARE))
}

/** By path: a text that changes with the file; folders always have the same. */
function lookAt(folder: string, below = '', found = new Map<string, string>()): Map<string, string> {
  for (const entry of entriesOf(path.join(folder, below))) {
    if (entry.name.startsWith('.')) continue
    const name = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) {
      found.set(name, 'folder')
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
