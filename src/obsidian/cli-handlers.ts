import type { CliData, CliFlags } from 'obsidian'
import type { Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { readOpenQuestions } from '../commands/open-questions.ts'
import { readFeatureStatus, readStatus, type FeatureStatus, type VaultStatus } from '../commands/status.ts'
import { proposed } from '../feature/next.ts'
import type { PastRun } from '../runs/past-runs.ts'
import { actionOf, NEEDS_DESKTOP } from './actions.ts'
import { inPluginWords } from './failure-words.ts'
import type { Forge } from './forge.ts'
import { showFeature } from './links.ts'
import { canRun, loadDesktop } from './load-desktop.ts'

/** `obsidian forge-pipeline:status` and friends: they read, and never answer or run, because nothing tells who calls. */
export function registerCliHandlers(forge: Forge): void {
  if (!canRun(forge.app)) return
  const add = (action: string, description: string, flags: CliFlags, answer: Answer): void =>
    forge.plugin.registerCliHandler(`forge-pipeline:${action}`, description, flags, async (params) =>
      printed(params, await answer(forge, params)),
    )
  add('status', 'What waits for you, every feature and its next step', { feature: FEATURE, format: FORMAT }, status)
  add('questions', 'The questions that are open, with their answers', { feature: FEATURE, format: FORMAT }, questions)
  add('runs', 'Past runs of the linked repo, newest first', { feature: FEATURE, format: FORMAT }, runs)
  add('open', 'Show a feature, or the board', { feature: FEATURE }, open)
}

const FEATURE = { value: '<name>', description: 'A feature, or the beginning of its name' }
const FORMAT = { value: 'text|json', description: 'json: one document, the same as of the terminal command with --json' }

/** What both kinds of readers get. */
interface Told {
  readonly document: unknown
  readonly text: string
}

type Answer = (forge: Forge, params: CliData) => Promise<Result<Told>>

function printed(params: CliData, told: Result<Told>): string {
  if (params['format'] === 'json') return JSON.stringify(told.ok ? told.value.document : { error: told.error })
  return told.ok ? told.value.text : describeFailure(told.error)
}

const status: Answer = async (forge, params) => {
  const read = await statusOf(forge, params)
  return read.ok ? ok({ document: read.value, text: describeStatus(read.value) }) : read
}

const questions: Answer = async (forge, params) => {
  const read = await statusOf(forge, params)
  if (!read.ok) return read
  const waiting = read.value.features.filter((feature) => feature.awaiting.length > 0)
  const asked = await Promise.all(waiting.map(({ feature }) => openQuestions(forge, feature)))
  const unread = asked.find((one) => !one.ok)
  if (unread !== undefined) return unread
  const listed = asked.flatMap((one) => (one.ok ? one.value : []))
  const lines = listed.map((one) => `${one.feature} · ${one.question}: ${one.options.join(', ')} (${one.note})`)
  return ok({ document: { questions: listed }, text: lines.length === 0 ? 'Nothing waits for you.' : lines.join('\n') })
}

const runs: Answer = async (forge, params) => {
  const desktop = await loadDesktop(forge.app)
  const read = desktop === null ? null : await desktop.pastRunsHere(forge.app, params['feature'] ?? null)
  if (read === null) return ok({ document: { runs: [] }, text: NEEDS_DESKTOP })
  return read.ok ? ok({ document: { runs: read.value }, text: describeRuns(read.value) }) : read
}

const open: Answer = async (forge, params) => {
  if (params['feature'] === undefined) {
    await forge.perform('board', null)
    return ok({ document: {}, text: 'The board is shown.' })
  }
  const read = await statusOf(forge, params)
  if (!read.ok) return read
  const [name = ''] = read.value.features.map(({ feature }) => feature)
  const standing = forge.features.of(name)
  if (standing === null) return failed(notReady(name))
  await showFeature(forge, standing.feature)
  return ok({ document: {}, text: `${name} is shown.` })
}

async function statusOf({ features, vault }: Forge, params: CliData): Promise<Result<VaultStatus>> {
  await features.whenReady()
  const said = params['feature']
  return said === undefined ? ok(await readStatus(vault)) : readFeatureStatus(vault, said)
}

interface Listed {
  readonly feature: string
  readonly question: string
  readonly options: readonly string[]
  readonly note: string
}

async function openQuestions(forge: Forge, name: string): Promise<Result<readonly Listed[]>> {
  const standing = forge.features.of(name)
  const all = standing === null ? ok([]) : await readOpenQuestions(forge.vault, standing.feature)
  if (!all.ok) return all
  const asked = all.value.filter((question) => question.open)
  return ok(asked.map(({ name: question, options, path }) => ({ feature: name, question, options, note: path })))
}

/** One line a feature; what is archived as a count, where it was not asked for. */
export function describeStatus({ features, problems }: VaultStatus): string {
  const [only, ...more] = features
  const shown = only !== undefined && more.length === 0 ? features : features.filter((feature) => feature.state !== 'ARCHIVED')
  const archived = features.length - shown.length
  const lines = [
    ...shown.map(describeFeature),
    ...(archived === 0 ? [] : [`${String(archived)} archived.`]),
    ...problems.map(({ path, what }) => `Ignored: ${path}. ${what}`),
  ]
  return lines.length === 0 ? 'No feature yet.' : lines.join('\n')
}

function describeFeature({ feature, state, verdict, awaiting, next }: FeatureStatus): string {
  const said = verdict === null || verdict === state ? state : `${state} ${verdict}`
  // Findings may be left open; any other question comes before the next step.
  const isHeld = awaiting.some((name) => !name.startsWith('finding-'))
  const step = isHeld ? null : proposed(next)
  const then = step === null ? null : `next: ${actionOf(step).name}`
  const waits = awaiting.length === 0 ? null : `waits for you: ${awaiting.join(', ')}`
  return [feature, said, waits, then].filter((part) => part !== null).join(' · ')
}

function describeRuns(past: readonly PastRun[]): string {
  if (past.length === 0) return 'No run yet.'
  return past.map(({ id, stage, feature, state }) => [id, stage, feature, state].join('  ')).join('\n')
}

function describeFailure({ what, why, next }: Failure): string {
  return inPluginWords([what, why, next].filter((part) => part !== '').join(' '))
}

function notReady(name: string): Failure {
  return {
    code: 'not-ready',
    what: `${name} cannot be shown yet.`,
    why: 'Obsidian is still reading the vault.',
    next: 'Try again in a moment.',
  }
}
