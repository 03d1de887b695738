import { spawn } from 'node:child_process'
import { kinOf, listNow, markPattern } from './process-list.ts'

/** A CLI takes up to 1.7 s to put its own commands down. */
const GRACE_S = 3
/** What is born while others die is looked for again so often, a second apart. */
const SWEEPS = 3

/** A process that this program started. */
export interface Started {
  readonly pid: number
  /** It leads a process group. One that does not shares this program's terminal, and is asked to end but never killed. */
  readonly leadsGroup: boolean
  /** Inherited by everything it starts. */
  readonly mark: string
  /** True once it has exited; its pid may belong to a stranger from then on. */
  readonly gone: () => boolean
}

const alive = new Set<Started>()

/** Remembers a process; call what is given back when nothing of it can be left. */
export function enlist(started: Started): () => void {
  alive.add(started)
  return () => alive.delete(started)
}

/**
 * For a page or a program that goes away now, whose promises are never settled: asks everything that was started, and what that
 * started, to end, before it returns. What does not follow is killed a moment later by a process of its own.
 */
export function endAllNow(): void {
  const all = [...alive]
  alive.clear()
  if (all.length === 0) return
  const here = all.filter((one) => !one.gone())
  if (process.platform === 'win32') return here.forEach(({ pid }) => startApart(taskkill(), ['/PID', String(pid), '/T', '/F']))
  const leaders = all.filter((one) => one.leadsGroup)
  const groups = here.filter((one) => one.leadsGroup).map(({ pid }) => -pid)
  const kin = kinNow(leaders)
  // Each is asked once: many a CLI takes a second request for "at once", and leaves its own commands behind.
  const unlisted = groups.filter((group) => !kin.includes(-group))
  for (const pid of [...kin, ...unlisted, ...here.filter((one) => !one.leadsGroup).map(({ pid }) => pid)]) ask(pid)
  if (leaders.length > 0) startApart('/bin/sh', ['-c', killLater([...groups, ...kin], leaders)])
}

export function taskkill(): string {
  return `${process.env['SystemRoot'] ?? 'C:\\Windows'}\\System32\\taskkill.exe`
}

/** All that belongs to them, also what left their group: some CLIs give each command a group of its own. */
function kinNow(leaders: readonly Started[]): readonly number[] {
  const roots = leaders.filter((one) => !one.gone()).map(({ pid }) => pid)
  const listed = listNow(leaders.map(({ mark }) => mark))
  return kinOf(listed, (one) => one.marked || roots.includes(one.pid) || roots.includes(one.group)).map(({ pid }) => pid)
}

/** A shell script: it kills what is left after the grace, then whatever still carries one of the marks. */
function killLater(pids: readonly number[], marked: readonly Started[]): string {
  const patterns = marked.map(({ mark }) => `-e '${markPattern(mark)}'`).join(' ')
  const found =
    process.platform === 'linux'
      ? `grep -lsF ${patterns} /proc/[0-9]*/environ | cut -d/ -f3`
      : `/bin/ps -A -E -ww -o pid=,command= | grep -F ${patterns} | awk '{ print $1 }'`
  const sweep = `for pid in $(${found}); do [ "$pid" = $$ ] || kill -KILL "$pid"; done`
  const first = pids.length === 0 ? '' : `kill -KILL ${pids.join(' ')}; `
  return `sleep ${String(GRACE_S)}; ${first}for turn in ${'x '.repeat(SWEEPS)}; do ${sweep}; sleep 1; done`
}

function ask(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM')
  } catch {
    // It ended by itself in the meantime.
  }
}

/** It outlives this program, so it is given nothing of its environment but what it finds its own helpers by. */
function startApart(program: string, args: readonly string[]): void {
  const { PATH = '', SystemRoot = '' } = process.env
  const child = spawn(program, [...args], { env: { PATH, SystemRoot }, detached: true, stdio: 'ignore', windowsHide: true })
  child.on('error', () => undefined)
  child.unref()
}
