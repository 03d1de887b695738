import { readFile } from 'node:fs/promises'

const FURTHEST = 64

/**
 * The environments of the processes above this one, as they were started with, nearest first; empty where the system does
 * not show them (only Linux does).
 */
export async function environmentsAbove(): Promise<readonly Readonly<Record<string, string>>[]> {
  if (process.platform !== 'linux') return []
  const found: Readonly<Record<string, string>>[] = []
  let pid = process.ppid
  for (let step = 0; pid > 1 && step < FURTHEST; step += 1) {
    found.push(environmentOf(await readFile(`/proc/${String(pid)}/environ`, 'utf8').catch(() => '')))
    pid = parentOf(await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => ''))
  }
  return found
}

function environmentOf(text: string): Readonly<Record<string, string>> {
  const entries = text.split('\0').filter((entry) => entry.includes('='))
  return Object.fromEntries(entries.map((entry) => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]))
}

function parentOf(stat: string): number {
  // The second field is the program's name in brackets and may hold anything; the rest is counted from the last bracket.
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0)
}
