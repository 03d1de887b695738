import { mkdir, open } from 'node:fs/promises'
import path from 'node:path'
import type { Result } from '../basics/result.ts'
import { tryFile } from './file-failure.ts'

/** Adds lines to a file in the order they are given, without making anybody wait. */
export interface LineWriter {
  /** `text` has no line break. */
  add(text: string): void
  /** Writes what is left. Afterwards nothing more is taken. */
  close(): Promise<void>
}

/** Opens a file of its own for adding; makes its folder. What cannot be written later (a full disk) is lost without harm: these are logs. */
export async function openLines(file: string): Promise<Result<LineWriter>> {
  return tryFile('could not write', file, async () => {
    await mkdir(path.dirname(file), { recursive: true })
    const handle = await open(file, 'ax')
    let waiting: string[] = []
    let writing = Promise.resolve()
    let closed = false
    const write = async (): Promise<void> => {
      const lines = waiting
      waiting = []
      if (lines.length > 0) await handle.appendFile(`${lines.join('\n')}\n`).catch(() => undefined)
    }
    return {
      add: (text) => {
        if (closed) return
        waiting.push(text)
        if (waiting.length === 1) writing = writing.then(write)
      },
      close: async () => {
        closed = true
        await writing
        await handle.close().catch(() => undefined)
      },
    }
  })
}
