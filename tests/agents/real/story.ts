import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import * as v from 'valibot'
import type { Role } from '../../../src/agents/port.ts'
import { filesBelow } from '../../journey/harness.ts'
import type { Cli } from './clis.ts'
import type { Turn } from './scripted-model.ts'

const REHEARSAL = path.resolve(import.meta.dirname, '../../../templates/rehearsal/agent.mjs')
/** What everybody but the builder reads, and words that stand in it and nowhere else. */
const READ = 'src/cart.mjs'
export const READ_WORDS = 'export function total'

/** What a stage says to its agent, and so to the model, and to nobody else. */
const ADDRESS: readonly (readonly [Role, string])[] = [
  ['juror', 'You sit on a court that weighs a software idea'],
  ['planner', 'Another agent builds from your plan'],
  ['builder', 'which is a git worktree made for it'],
  ['reviewer', 'You review a change to a code base before it is delivered'],
  ['verifier', 'The claim below was made about'],
  ['historian', 'You are the historian of a software team'],
]

/** Who asks. */
export interface Asking {
  readonly role: Role
  readonly focus: string | null
}

export interface Story {
  readonly turn: (body: string) => Turn
  /** Who began a conversation, in order. */
  readonly begun: readonly Asking[]
  /** The questions with which conversations went on after the first tool was used; they hold what it gave back. */
  readonly continued: readonly (Asking & { readonly body: string })[]
}

/** Where the story takes place. `worktrees`: the device's folder for them. */
export interface Scenery {
  readonly cli: Cli
  readonly shop: string
  readonly worktrees: string
  readonly feature: string
}

/**
 * The model in which the rehearsal's story lives: it reads and writes with the CLI's own tools what the scripted agent reads and writes by
 * itself, then answers as that one does, in the CLI's own way. Which role asks it knows from the question, how far it has come from the
 * tools that were called in the conversation.
 */
export function openStory(scenery: Scenery): Story {
  const begun: Asking[] = []
  const continued: (Asking & { readonly body: string })[] = []
  const told = new Map<string, readonly Turn[]>()
  const turn = (body: string): Turn => {
    const asking = askingIn(body)
    const key = `${asking.role} ${asking.focus ?? ''}`
    const calls = callsIn(body)
    if (calls === 0) {
      begun.push(asking)
      told.set(key, turnsOf(asking, scenery, body))
    }
    if (calls === 1) continued.push({ ...asking, body })
    const turns = told.get(key) ?? []
    return turns[Math.min(calls, turns.length - 1)] ?? { text: '' }
  }
  return { turn, begun, continued }
}

function askingIn(body: string): Asking {
  const role = ADDRESS.find(([, words]) => body.includes(words))?.[0]
  if (role === undefined) throw new Error(`Nobody knows who asks this: ${body.slice(0, 2_000)}`)
  return { role, focus: /Your (?:lens|focus) is ([a-z]+)/.exec(body)?.[1] ?? null }
}

const Called = v.union([
  v.object({ type: v.literal('function_call') }),
  v.object({ tool_calls: v.pipe(v.array(v.unknown()), v.minLength(1)) }),
  v.object({
    content: v.pipe(
      v.array(v.unknown()),
      v.someItem((part) => v.is(v.object({ type: v.literal('tool_use') }), part)),
    ),
  }),
  v.object({
    parts: v.pipe(
      v.array(v.unknown()),
      v.someItem((part) => v.is(v.object({ functionCall: v.unknown() }), part)),
    ),
  }),
])
const list = v.optional(v.array(v.unknown()), [])
const Body = v.object({ messages: list, input: list, contents: list })

/** How often the model has called a tool in this conversation, in whatever wire format. */
function callsIn(body: string): number {
  const { messages, input, contents } = v.parse(Body, JSON.parse(body))
  return [...messages, ...input, ...contents].filter((item) => v.is(Called, item)).length
}

/** The feature's worktree once there is one: what it holds is what the whole story hangs on. */
function benchOf({ shop, feature }: Scenery): string {
  const listed = execFileSync('git', ['worktree', 'list', '--porcelain'], { cwd: shop, encoding: 'utf8' })
  const found = listed.split('\n\n').find((one) => one.includes(`branch refs/heads/forge/${feature}`))
  return found === undefined ? shop : (/^worktree (.*)$/m.exec(found)?.[1] ?? shop)
}

/** Where the CLI says that it works; '' where it does not say, and takes what is relative to it. */
function folderIn(body: string, worktrees: string): string {
  const [, below = ''] = body.split(`${worktrees}/`)
  const folder = /^[^/]+\/(?:rooms|benches)\/[\w.-]+/.exec(below)?.[0]
  return folder === undefined ? '' : path.join(worktrees, folder)
}

function turnsOf(asking: Asking, scenery: Scenery, body: string): readonly Turn[] {
  const { cli, worktrees } = scenery
  const bench = benchOf(scenery)
  const { answer, files } = rehearsed(asking, bench)
  const at = (file: string): string => path.join(asking.role === 'builder' ? bench : folderIn(body, worktrees), file)
  const edits = files.flatMap((file) => [...(file.isNew ? [] : [cli.read(at(file.at))]), cli.write(at(file.at), file.text)])
  return [...(asking.role === 'builder' ? edits : [cli.read(at(READ))]), cli.answer(answer), { text: 'Done.' }]
}

interface Written {
  readonly at: string
  readonly text: string
  readonly isNew: boolean
}

const Line = v.object({ type: v.string(), answer: v.optional(v.record(v.string(), v.unknown())) })

/** What the scripted agent answers and writes where such files are, tried in a copy of them. */
function rehearsed(
  asking: Asking,
  folder: string,
): { readonly answer: Readonly<Record<string, unknown>>; readonly files: readonly Written[] } {
  const copy = mkdtempSync(path.join(tmpdir(), 'forge-story-'))
  try {
    cpSync(folder, copy, { recursive: true, filter: (from) => path.basename(from) !== '.git' })
    const said = execFileSync(process.execPath, [REHEARSAL], {
      cwd: copy,
      input: JSON.stringify({ ...asking, prompt: '' }),
      encoding: 'utf8',
    })
    const lines = said
      .trim()
      .split('\n')
      .map((line) => v.parse(Line, JSON.parse(line)))
    const answer = lines.find(({ type }) => type === 'result')?.answer
    if (answer === undefined) throw new Error(`The rehearsal has no answer: ${said}`)
    return { answer, files: filesBelow(copy).flatMap((at) => writtenAt(at, copy, folder)) }
  } finally {
    rmSync(copy, { recursive: true, force: true, maxRetries: 10 })
  }
}

function writtenAt(at: string, copy: string, folder: string): readonly Written[] {
  const text = readFileSync(path.join(copy, at), 'utf8')
  const isNew = !existsSync(path.join(folder, at))
  return !isNew && readFileSync(path.join(folder, at), 'utf8') === text ? [] : [{ at, text, isNew }]
}
