import { execFile, execFileSync } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
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

/** As `listProcesses`, for several marks and before it returns: for a program that goes away now. Empty where it cannot be told. */
export function listNow(marks: readonly string[]): readonly Listed[] {
  try {
    if (process.platform !== 'linux') return readPs(execFileSync('/bin/ps', PS_ARGS, { maxBuffer: PS_BYTES, encoding: 'utf8' }), marks)
    return pidsIn(readdirSync('/proc')).flatMap((pid) => readStat(pid, textOf(pid, 'stat'), () => textOf(pid, 'environ'), marks))
  } catch {
    return []
  }
}

/** The processes that belong, and all that descend from them. */
export function kinOf(all: readonly Listed[], belongs: (one: Listed) => boolean): readonly Listed[] {
  const found = new Map<number, Listed>()
  for (let before = -1; before < found.size;) {
    before = found.size
    for (const one of all) if (isOther(one) && (belongs(one) || found.has(one.parent))) found.set(one.pid, one)
  }
  return [...found.values()]
}

/** Neither this process nor the system's first. */
function isOther({ pid }: Listed): boolean {
  return pid !== process.pid && pid > 1
}

/** How a mark looks in an environment. */
export function markPattern(mark: string): string {
  return `${RUN_MARK}=${mark}`
}

async function listFromProc(mark: string): Promise<readonly Listed[]> {
  const listed = await Promise.all(pidsIn(await readdir('/proc')).map((pid) => readProc(pid, mark)))
  return listed.flat()
}

function pidsIn(names: readonly string[]): readonly number[] {
  return names.filter((name) => /^\d+$/.test(name)).map(Number)
}

async function readProc(pid: number, mark: string): Promise<readonly Listed[]> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => '')
  const environment = await readFile(`/proc/${String(pid)}/environ`, 'utf8').catch(() => '')
  return readStat(pid, stat, () => environment, [mark])
}

function textOf(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${String(pid)}/${name}`, 'utf8')
  } catch {
    return ''
  }
}

function readStat(pid: number, stat: string, environment: () => string, marks: readonly string[]): readonly Listed[] {
  // The second field is the program's name in brackets and may hold anything; the rest is counted from the last bracket.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, parent, group] = fields
  if (state === undefined || parent === undefined || group === undefined || state === 'Z' || state === 'X') return []
  const marked = environment()
    .split('\0')
    .some((entry) => carries(entry, marks))
  return [{ pid, parent: Number(parent), group: Number(group), born: fields[19] ?? '', marked }]
}

function carries(entry: string, marks: readonly string[]): boolean {
  return marks.some((mark) => entry === markPattern(mark) || entry.startsWith(`${markPattern(mark)}/`))
}

const PS_ARGS = ['-A', '-E', '-ww', '-o', 'pid=,ppid=,pgid=,stat=,command=']
const PS_BYTES = 64 * 1024 * 1024

function listFromPs(mark: string): Promise<readonly Listed[]> {
  return new Promise((resolve) => {
    execFile('/bin/ps', PS_ARGS, { maxBuffer: PS_BYTES }, (_error, stdout) => {
      resolve(readPs(stdout, [mark]))
    })
  })
}

function readPs(printed: string, marks: readonly string[]): readonly Listed[] {
  return printed.split('\n').flatMap((line) => readPsLine(line, marks))
}

function readPsLine(line: string, marks: readonly string[]): readonly Listed[] {
  const [, pid, parent, group, state, command] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s(.*)$/.exec(line) ?? []
  if (command === undefined || state?.startsWith('Z') !== false) return []
  const marked = command.split(' ').some((word) => carries(word, marks))
  return [{ pid: Number(pid), parent: Number(parent), group: Number(group), born: '', marked }]
}
