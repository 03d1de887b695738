import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'
import { cacheFolder } from '../../../src/node/environment.ts'
import { filesBelow, leftBehind, outcomeOf } from '../../journey/harness.ts'
import type { Cli } from './clis.ts'
import { CANARY, environmentIn, loginOf } from './environment.ts'
import { startProxy } from './proxy.ts'
import { startModel } from './scripted-model.ts'
import { openStory, type Story } from './story.ts'

const DEMO = path.resolve(import.meta.dirname, '../../../scripts/demo.mjs')
const FEATURE = 'discount-codes'

/** What came of the demo with one CLI. */
export interface Demo {
  readonly story: Story
  /** How many questions the model was asked. */
  readonly questions: number
  /** What it printed. */
  readonly said: string
  /** The commands that it ran, each with its exit code. */
  readonly commands: readonly string[]
  readonly git: (...args: readonly string[]) => string
  /** Text of the one note whose name ends so. */
  readonly note: (ending: string) => string
  /** Frontmatter of the one note whose name ends so. */
  readonly keys: (ending: string) => unknown
  /** Frontmatter of every note of the feature. */
  readonly allKeys: () => readonly unknown[]
  /** Files of the vault, the repo, its logs and this device's folder in which the key stands. */
  readonly leaks: () => readonly string[]
  /** Processes of a run that are alive. */
  readonly alive: () => readonly number[]
  /** Whom anybody tried to reach. */
  readonly wanted: readonly string[]
  readonly remove: () => void
}

/** Runs the demo as a person who is logged in to this CLI would, in a home folder of its own. */
export async function playDemo(cli: Cli): Promise<Demo> {
  // Not in the system's folder for temporary files: Gemini takes no settings from below what everybody may write to.
  mkdirSync(cacheFolder(), { recursive: true })
  const folder = mkdtempSync(path.join(cacheFolder(), 'demo-'))
  const [home, place] = [path.join(folder, 'home'), path.join(folder, 'demo')]
  mkdirSync(home)
  const scenery = { cli, shop: path.join(place, 'shop'), worktrees: path.join(place, 'worktrees'), feature: FEATURE }
  const story = openStory(scenery)
  const [model, proxy] = [await startModel(story.turn), await startProxy()]
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  const env = { ...environmentIn(home, proxy.url), ...loginOf(cli, home, model.url) }
  const args = [DEMO, '--agent', cli.kind, '--into', place]
  try {
    const outcome = await outcomeOf(spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] }))
    return {
      ...readDemo(place),
      story,
      questions: model.questions.length,
      said: outcome.stdout + outcome.stderr,
      commands: commandsIn(outcome.stdout),
      alive: () => leftBehind({ folder }),
      wanted: [...proxy.wanted],
      remove,
    }
  } catch (thrown) {
    remove()
    throw thrown
  } finally {
    await Promise.all([model.close(), proxy.close()])
  }
}

function commandsIn(stdout: string): readonly string[] {
  return [...stdout.matchAll(/^\$ forge (\w+)[^→]*→ exit code (\d+)$/gm)].map(([, verb = '', exit = '']) => `${verb} ${exit}`)
}

function keysOf(note: string): unknown {
  const keys: unknown = parse(/^---\n(.*?)\n---\n/s.exec(note)?.[1] ?? '')
  return keys
}

function readDemo(place: string): Pick<Demo, 'git' | 'note' | 'keys' | 'allKeys' | 'leaks'> {
  const notes = path.join(place, 'vault/forge')
  const read = (name: string): string => readFileSync(path.join(notes, name), 'utf8')
  const named = (ending: string): readonly string[] => filesBelow(notes).filter((name) => name.endsWith(`${FEATURE}_${ending}.md`))
  const note = (ending: string): string => {
    const [name, ...more] = named(ending)
    if (name === undefined || more.length > 0) throw new Error(`Not one note ends in ${ending}: ${filesBelow(notes).join(', ')}`)
    return read(name)
  }
  return {
    git: (...args) => execFileSync('git', [...args], { cwd: path.join(place, 'shop'), encoding: 'utf8' }).trim(),
    note,
    keys: (ending) => keysOf(note(ending)),
    allKeys: () =>
      filesBelow(notes)
        .filter((name) => name.includes(FEATURE))
        .map((name) => keysOf(read(name))),
    leaks: () => filesBelow(place).filter((name) => readFileSync(path.join(place, name)).includes(CANARY)),
  }
}
