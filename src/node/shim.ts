import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isProgram, pathFolders, programIn } from './programs.ts'

/** How a program is started: by this file, with these arguments before all others. */
export interface Start {
  readonly command: string
  readonly args: readonly string[]
}

/** What a `.cmd` of npm or pnpm starts. */
export interface Shim {
  /** Absolute. */
  readonly target: string
  /** It is a script; these are Node's own arguments before it. null: it is a program by itself. */
  readonly nodeArgs: readonly string[] | null
}

/** `"%dp0%\…\cli.js" %*` at the end of a line, perhaps with `node` and its arguments before it. */
const CALL = /((?:\s+--?[\w=.:-]+)*)\s*"%~?dp0%?\\([^"%]+)"\s+%\*\s*$/gm
const SCRIPT = /\.[cm]?js$/i

/** Pure. null where the text is none that npm or pnpm writes. `file`: where it stands, with `\`. */
export function readShim(text: string, file: string): Shim | null {
  const [, args = '', inside = ''] = [...text.matchAll(CALL)].at(-1) ?? []
  if (inside === '') return null
  const target = path.win32.join(path.win32.dirname(file), inside)
  if (SCRIPT.test(inside)) return { target, nodeArgs: args.split(/\s+/).filter((one) => one !== '') }
  return /\.exe$/i.test(inside) ? { target, nodeArgs: null } : null
}

/**
 * Starts what a `.cmd` starts without the `.cmd`: the Windows shell that would read it takes 8191 characters, ends an argument at a
 * line break and fills in what stands between percent signs. What it cannot read it leaves as it is. `pathVariable`: where `node` is.
 */
export async function startOf(file: string, pathVariable: string): Promise<Start> {
  const asItIs = { command: file, args: [] }
  if (!/\.(?:cmd|bat)$/i.test(file)) return asItIs
  const shim = readShim(await readFile(file, 'utf8').catch(() => ''), file)
  if (shim === null || !(await isProgram(shim.target))) return asItIs
  if (shim.nodeArgs === null) return { command: shim.target, args: [] }
  const node = await programIn([path.win32.dirname(file), ...pathFolders(pathVariable)], 'node', ['.exe'])
  return node === null ? asItIs : { command: node, args: [...shim.nodeArgs, shim.target] }
}
