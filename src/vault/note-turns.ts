import { tryLock, type HeldLock } from '../node/lock-file.ts'
import { removeFile } from '../node/files.ts'
import { join } from '../node/paths.ts'
import { pause } from '../node/timer.ts'

const POLL_MS = 5
/** After this a write goes on without its turn: it is checked anyway, and a note must never be blocked by a left-over file. */
const LONGEST_WAIT_MS = 5_000

/** Lets the writers of one note go one after the other: those of this process, and those of other Forge processes of this device. */
export class NoteTurns {
  private readonly folder: string
  private readonly last = new Map<string, Promise<unknown>>()

  /** `folder`: where this device keeps the locks; never in the vault, which syncs. */
  constructor(folder: string) {
    this.folder = folder
  }

  async take<T>(file: string, write: () => Promise<T>): Promise<T> {
    const before = this.last.get(file) ?? Promise.resolve()
    const turn = before.then(() => this.locked(file, write))
    const settled = turn.catch(() => undefined)
    this.last.set(file, settled)
    try {
      return await turn
    } finally {
      if (this.last.get(file) === settled) this.last.delete(file)
    }
  }

  private async locked<T>(file: string, write: () => Promise<T>): Promise<T> {
    const lock = await this.lock(file)
    try {
      return await write()
    } finally {
      await lock?.release()
    }
  }

  private async lock(file: string): Promise<HeldLock | null> {
    const lockFile = join(this.folder, `${await nameFor(file)}.lock`)
    const until = Date.now() + LONGEST_WAIT_MS
    for (;;) {
      const tried = await tryLock(lockFile, { what: `writes ${file}`, now: Date.now(), brief: true })
      if (!tried.ok) return null
      if (!tried.value.held) return tried.value.lock
      if (Date.now() > until) {
        if (tried.value.owner === null) await removeFile(lockFile)
        return null
      }
      await pause(POLL_MS)
    }
  }
}

async function nameFor(file: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(file))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
