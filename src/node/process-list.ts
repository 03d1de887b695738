import { execFile } from 'node:child_process'
import { readFile, readdir } from 'node:fs/promises'

/** The environment variable that every process of one agent run inherits, so that orphans can be found by it. */
export const RUN_MARK = 'FORGE_RUN_MARK'

/** A living process, zombies left out. */
export interface Listed {
  readonly pid: number
  readonly parent: number
  readonly group: number
  /** Tells a process from a later one under the same pid; empty where the system does not say. */
  readonly born: string
  readonly marked: boolean
}

/** Every process of this machine; `marked` where its environment carries `mark`, or `mark` and a further part after `/`. */
export function listProcesses(mark: string): Promise<readonly Listed[]> {
  return process.platform === 'linux' ? listFromProc(mark) : listFromPs(mark)
}

async function listFromProc(mark: string): Promise<readonly Listed[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const listed = await Promise.all(pids.map((pid) => readProc(Number(pid), mark)))
  return listed.filter((one) => one !== null)
}

async function readProc(pid: number, mark: string): Promise<Listed | null> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '')
  // The second field is the program's name in brackets and may hold anything; the rest is counted from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, parent, group] = fields
  if (state === undefined || parent === undefined || group === undefined || state === 'Z' || state === 'X') return null
  const environment = await readFile(`/proc/${String(pid)}/environ`, 'utf8').catch(() => '')
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    born: fields[19] ?? '',
    marked: environment.split('\0').some((entry) => carries(entry, mark)),
  }
}

function carries(entry: string, mark: string): boolean {
  const wanted = `${RUN_MARK}=${mark}`
  return entry === wanted || entry.startsWith(`${wanted}/`)
}

function listFromPs(mark: string): Promise<readonly Listed[]> {
  return new Promise((resolve) => {
    const args = ['-A', '-E', '-ww', '-o', 'pid=,ppid=,pgid=,stat=,command=']
    execFile('/bin/ps', args, { maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) => {
      resolve(stdout.split('\n').flatMap((line) => readPsLine(line, mark)))
    })
  })
}

function readPsLine(line: string, mark: string): readonly Listed[] {
  const [, pid, parent, group, state, command] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s(.*)$/.exec(line) ?? []
  if (command === undefined || state?.startsWith('Z') !== false) return []
  const marked = command.split(' ').some((word) => carries(word, mark))
  return [{ pid: Number(pid), parent: Number(parent), group: Number(group), born: '', marked }]
}
