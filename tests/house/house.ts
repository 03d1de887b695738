import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** The rooms of the house, from the roof down: a room may use rooms of lower floors. */
export const FLOORS: readonly (readonly string[])[] = [
  ['main', 'cli'],
  ['obsidian', 'terminal'],
  ['commands'],
  ['court', 'implement', 'critique', 'retro'],
  ['feature', 'rules', 'memory'],
  ['runs'],
  ['agents', 'gates', 'repo', 'vault', 'device'],
  ['diff', 'notes'],
  ['markdown'],
  ['policy'],
  ['node'],
  ['basics'],
]

export interface Import {
  readonly from: string
  readonly to: string
}

/** Every import of the TypeScript files below a folder: relative ones resolved, others by name. Types count too. */
export function readImports(root: string): readonly Import[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  return files.flatMap((file) => importsOf(file.split(path.sep).join('/'), readFileSync(path.join(root, file), 'utf8')))
}

export function importsOf(file: string, source: string): readonly Import[] {
  const specifiers = [...source.matchAll(/(?:\bfrom\s+|\bimport\s*\(\s*|^\s*import\s+)['"]([^'"]+)['"]/gm)].map((match) => match[1] ?? '')
  return specifiers.map((specifier) => ({ from: file, to: resolveSpecifier(file, specifier) }))
}

function resolveSpecifier(file: string, specifier: string): string {
  return specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file), specifier) : specifier
}

/** The room of a file below `src`: its first folder, or its own name for the two entries. */
export function roomOf(file: string): string {
  const first = file.split('/')[0] ?? ''
  return first.endsWith('.ts') ? first.slice(0, -3) : first
}

export function isLocal(target: string): boolean {
  return target.endsWith('.ts')
}

/** What breaks the rules of the house, one sentence each. */
export function violations(imports: readonly Import[]): readonly string[] {
  return imports.flatMap((arrow) => [...upward(arrow), ...foreign(arrow)])
}

function upward({ from, to }: Import): readonly string[] {
  if (!isLocal(to) || roomOf(from) === roomOf(to)) return []
  const [source, target] = [floorOf(roomOf(from)), floorOf(roomOf(to))]
  if (source === -1 || target === -1) return [`${from} or ${to} is in no room of the house.`]
  return source < target ? [] : [`${from} imports ${to}, which is not below it.`]
}

function foreign({ from, to }: Import): readonly string[] {
  const room = roomOf(from)
  if (to === 'obsidian' && room !== 'main' && room !== 'obsidian') return [`${from} imports obsidian.`]
  if (to.startsWith('node:') && room !== 'node') return [`${from} imports ${to}.`]
  if (to === 'cross-spawn' && from !== 'node/process.ts') return [`${from} imports cross-spawn.`]
  return []
}

function floorOf(room: string): number {
  return FLOORS.findIndex((rooms) => rooms.includes(room))
}

/** The files of one import cycle, or null. */
export function findCycle(imports: readonly Import[]): readonly string[] | null {
  const targets = new Map<string, string[]>()
  for (const { from, to } of imports) if (isLocal(to)) targets.set(from, [...(targets.get(from) ?? []), to])
  const done = new Set<string>()
  for (const file of targets.keys()) {
    const cycle = walk(file, [], targets, done)
    if (cycle) return cycle
  }
  return null
}

function walk(
  file: string,
  trail: readonly string[],
  targets: ReadonlyMap<string, readonly string[]>,
  done: Set<string>,
): readonly string[] | null {
  if (trail.includes(file)) return [...trail.slice(trail.indexOf(file)), file]
  if (done.has(file)) return null
  for (const target of targets.get(file) ?? []) {
    const cycle = walk(target, [...trail, file], targets, done)
    if (cycle) return cycle
  }
  done.add(file)
  return null
}
