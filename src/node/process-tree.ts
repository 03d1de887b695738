import { execFile } from 'node:child_process'
import { taskkill } from './leaving.ts'
import { kinOf, listProcesses } from './process-list.ts'
import type { Listed } from './process-list.ts'
import { pause } from './timer.ts'

const POLL_MS = 40
/** How long a process that ignores even SIGKILL (stuck in the kernel) is waited for. */
const KILL_LIMIT_MS = 5_000

/** What belongs to one run: the process that was started, what descends from it, its group, and whoever carries the mark. */
export interface Tree {
  /** null: known by the mark alone. */
  readonly root: number | null
  /** True once the root has exited; its pid may belong to a stranger from then on. */
  readonly rootGone: () => boolean
  readonly mark: string
}

/** SIGTERM to all of a tree, SIGKILL to what is left after the grace; resolves when nothing of it is alive. */
export async function stopTree(tree: Tree, graceMs: number): Promise<void> {
  if (process.platform === 'win32') return stopOnWindows(tree)
  const seen = new Set<string>()
  const asked = new Set<string>()
  const started = Date.now()
  let killingFrom: number | null = null
  // Where nothing is found at first, nobody was there to fork.
  let wasEmpty = true
  for (;;) {
    const alive = await members(tree, seen)
    const now = Date.now()
    const isEmpty = alive.length === 0
    // A process that forks while the list is read, and ends before it is reached, is not in it, nor is its child: two empty looks are believed.
    if ((isEmpty && wasEmpty) || (killingFrom !== null && now - killingFrom > KILL_LIMIT_MS)) return
    wasEmpty = isEmpty
    if (!isEmpty && now - started >= graceMs) killingFrom ??= now
    for (const one of alive) {
      if (killingFrom !== null) signal(one.pid, 'SIGKILL')
      else if (!asked.has(identity(one))) signal(one.pid, 'SIGTERM')
      asked.add(identity(one))
    }
    if (!isEmpty) await pause(POLL_MS)
  }
}

/** Stops whatever an earlier run left behind, found by its mark (Linux and macOS). */
export function stopMarked(mark: string, graceMs: number): Promise<void> {
  return stopTree({ root: null, rootGone: () => true, mark }, graceMs)
}

/** The living members. Those found once stay known, so that a child whose parent died is not lost. */
async function members(tree: Tree, seen: Set<string>): Promise<readonly Listed[]> {
  const all = await listProcesses(tree.mark)
  const reused = tree.rootGone() && all.some((one) => one.pid === tree.root && !seen.has(identity(one)))
  const root = reused ? null : tree.root
  const found = kinOf(all, (one) => one.marked || one.pid === root || one.group === root || seen.has(identity(one)))
  for (const one of found) seen.add(identity(one))
  return found
}

function identity(one: Listed): string {
  return `${String(one.pid)}@${one.born}`
}

function signal(pid: number, name: 'SIGTERM' | 'SIGKILL'): void {
  try {
    process.kill(pid, name)
  } catch {
    // It ended by itself in the meantime.
  }
}

function stopOnWindows(tree: Tree): Promise<void> {
  if (tree.root === null || tree.rootGone()) return Promise.resolve()
  return new Promise((resolve) => {
    execFile(taskkill(), ['/PID', String(tree.root), '/T', '/F'], { windowsHide: true }, () => {
      resolve()
    })
  })
}
