import { spawn } from 'node:child_process'

/** A CLI takes up to 1.7 s to put its own commands down. */
const GRACE_S = 3

/** A process that this program started. */
export interface Started {
  readonly pid: number
  /** It leads a process group, to which all belongs that it starts. */
  readonly leadsGroup: boolean
}

const alive = new Set<Started>()

/** Remembers a process; call what is given back when it has exited. */
export function enlist(started: Started): () => void {
  alive.add(started)
  return () => alive.delete(started)
}

/**
 * For a page that goes away now, whose promises are never settled: asks everything that was started to end, before it returns. What
 * does not follow is killed a moment later by a process of its own.
 */
export function endAllNow(): void {
  const all = [...alive]
  alive.clear()
  if (all.length === 0) return
  if (process.platform === 'win32') return all.forEach(({ pid }) => startApart(taskkill(), ['/PID', String(pid), '/T', '/F']))
  for (const one of all) ask(one)
  const groups = all.filter((one) => one.leadsGroup).map(({ pid }) => String(-pid))
  if (groups.length > 0) startApart('/bin/sh', ['-c', `sleep ${String(GRACE_S)}; kill -KILL ${groups.join(' ')}`])
}

export function taskkill(): string {
  return `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\taskkill.exe`
}

function ask({ pid, leadsGroup }: Started): void {
  try {
    process.kill(leadsGroup ? -pid : pid, 'SIGTERM')
  } catch {
    // It ended by itself in the meantime.
  }
}

function startApart(program: string, args: readonly string[]): void {
  const child = spawn(program, [...args], { detached: true, stdio: 'ignore', windowsHide: true })
  child.on('error', () => undefined)
  child.unref()
}
