import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import os from 'node:os'
import { errorCode } from './file-failure.ts'

/** A process, told from every other that had or will have its number. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it was born, in the system's own words (with the machine's boot on Linux); '' where the system does not say. */
  readonly born: string
  readonly host: string
}

/** Counted from the state. */
const BORN_FIELD = 19

let own: Promise<ProcessIdentity> | null = null

/** This process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= bornOf(process.pid).then((born) => ({ pid: process.pid, born: born ?? '', host: os.hostname() }))
  return own
}

/** True only where the process is certainly no more: on this host, and its number is free or belongs to one born at another time. */
export async function isCertainlyGone(one: ProcessIdentity): Promise<boolean> {
  if (one.host !== os.hostname()) return false
  if (!isAlive(one.pid) || (await isZombie(one.pid))) return true
  if (one.born === '') return false
  const born = await bornOf(one.pid)
  return born !== null && born !== '' && born !== one.born
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return errorCode(thrown) !== 'ESRCH'
  }
}

/** Dead and only waiting for its parent to take note, which may never happen; such a process still answers to signals. */
async function isZombie(pid: number): Promise<boolean> {
  const [state] = process.platform === 'linux' ? await statFields(pid) : []
  return state === 'Z' || state === 'X'
}

/** null where it cannot be told. */
async function bornOf(pid: number): Promise<string | null> {
  if (process.platform === 'linux') return bornOnLinux(pid)
  return process.platform === 'win32' ? null : bornByPs(pid)
}

async function bornOnLinux(pid: number): Promise<string | null> {
  const [fields, boot] = await Promise.all([statFields(pid), readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')])
  const ticks = fields[BORN_FIELD]
  return ticks === undefined ? null : `${boot.trim()}:${ticks}`
}

/** From the state on: the field before it is the program's name in brackets and may hold anything. Empty where there is no such process. */
async function statFields(pid: number): Promise<readonly string[]> {
  const stat = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => null)
  return stat === null ? [] : stat.slice(stat.lastIndexOf(')') + 2).split(' ')
}

function bornByPs(pid: number): Promise<string | null> {
  return new Promise((resolve) => {
    execFile('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { env: { LC_ALL: 'C', TZ: 'UTC' } }, (error, stdout) => {
      resolve(error ? null : stdout.trim())
    })
  })
}
