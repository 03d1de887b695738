import { existsSync, mkdirSync, watch, type FSWatcher } from 'node:fs'
import path from 'node:path'
import { outcomeOf, type Outcome, type Workshop } from './harness.ts'

const NOTE_FOLDERS = ['active', 'decisions', 'core-rules', 'archive']

/** Calls `changed` whenever a note, or a branch of the shop, has changed. Half-written files are no notes. */
function watchWork(shop: Workshop, changed: () => void): () => void {
  const notes = NOTE_FOLDERS.map((name) => path.join(shop.vault, 'forge', name))
  for (const folder of notes) mkdirSync(folder, { recursive: true })
  const refs = ['.git/refs/heads', '.git/refs/heads/forge'].map((name) => path.join(shop.shop, name)).filter((folder) => existsSync(folder))
  const isWork = (name: string | null): boolean => name !== null && !name.startsWith('.') && !name.endsWith('.lock')
  const watchers: readonly FSWatcher[] = [...notes, ...refs].map((folder) => watch(folder, (_, name) => isWork(name) && changed()))
  return () => watchers.forEach((watcher) => watcher.close())
}

/** Runs a command and kills it, without a chance to clean up, right after its `nth` change is seen. null where it was killed. */
export async function runAndKill(shop: Workshop, nth: number, args: readonly string[]): Promise<Outcome | null> {
  const child = shop.start(...args, '--json')
  let seen = 0
  const unwatch = watchWork(shop, () => {
    seen += 1
    if (seen >= nth) child.kill('SIGKILL')
  })
  const outcome = await outcomeOf(child)
  unwatch()
  return outcome.exit === null ? null : outcome
}
