import { failed, ok, type Result } from '../basics/result.ts'
import { callout, calloutBody } from '../markdown/callouts.ts'
import { card, choice, code, flag, num, optionalNum, record, records, text, texts, type Card } from '../markdown/cards.ts'
import { inline, plain } from '../markdown/neutral.ts'
import type { Section } from '../markdown/sections.ts'
import { GATE_RESULTS, type GateResult } from './vocabulary.ts'

/** What a builder says it did. Code believes none of it: files and gates come from git and exit codes. */
export interface BuildAnswer {
  readonly summary: string
  readonly decisions: readonly string[]
  readonly commit: { readonly type: string; readonly scope: string; readonly subject: string; readonly body: string }
}

/** One paid answer of the builder, numbered within its attempt from 1. */
export interface Build {
  readonly kind: 'build'
  readonly n: number
  /** The agent's name on the device that built. */
  readonly builder: string
  /** The version of the plan it was built from, 0 where there was none. */
  readonly plan: number
  /** True where it was asked because gates had failed. */
  readonly repair: boolean
  readonly answer: BuildAnswer
}

export interface GateOutcome {
  readonly command: string
  /** null where it was killed or could not start. */
  readonly exitCode: number | null
  readonly timedOut: boolean
  /** Seconds. */
  readonly durationS: number
  readonly tail: string
}

/** One run of all gates on the worktree as it stood after a build. */
export interface GatesRun {
  readonly kind: 'gates'
  readonly afterBuild: number
  readonly result: GateResult
  readonly runs: readonly GateOutcome[]
}

export const FILE_CHANGES = ['added', 'modified', 'deleted', 'renamed'] as const

export interface BuiltFile {
  readonly path: string
  readonly change: (typeof FILE_CHANGES)[number]
  readonly added: number
  readonly removed: number
}

/** What Forge committed, from git. */
export interface Committed {
  readonly kind: 'commit'
  readonly sha: string
  readonly subject: string
  readonly gates: GateResult
  readonly files: readonly BuiltFile[]
  /** Changed files that the approved plan does not name. */
  readonly outsidePlan: readonly string[]
}

export const REMARKS = [
  'Planner',
  'Plan written',
  'Plan approved',
  'Plan sent back',
  'Stopped',
  'Spec kept',
  'Set up',
  'Nothing changed',
  'Breach',
  'Written meanwhile',
  'Outside the plan',
  'Over a limit',
] as const
export type RemarkAbout = (typeof REMARKS)[number]

/** What happened between the builds, for people; a few of them are read when work goes on. */
export interface Remark {
  readonly kind: 'remark'
  readonly about: RemarkAbout
  readonly date: string
  /** A link to the note that it is about, `[[…]]`; null where there is none. */
  readonly link: string | null
  readonly lines: readonly string[]
}

/** One thing that happened in an attempt, in the order of happening. */
export type Entry = Build | GatesRun | Committed | Remark

const SAID_CARD = card<Pick<BuildAnswer, 'summary' | 'decisions'>>({ summary: text('Summary'), decisions: texts('Decisions') })

const BUILD_CARD = card<Omit<Build, 'kind' | 'n' | 'answer'> & Pick<BuildAnswer, 'commit'>>({
  commit: record('Proposed commit', commitCard()),
  builder: text('Builder'),
  plan: num('Plan version'),
  repair: flag('Repair'),
})

const GATES_CARD = card<Omit<GatesRun, 'kind'>>({
  result: choice('Result', GATE_RESULTS),
  afterBuild: num('After build'),
  runs: records('Runs', gateCard()),
})

const COMMIT_CARD = card<{ sha: string; subject: string; gates: GateResult; files: readonly string[]; outsidePlan: readonly string[] }>({
  subject: text('Subject'),
  sha: text('Commit'),
  gates: choice('Gates', GATE_RESULTS),
  files: texts('Files'),
  outsidePlan: texts('Not in the plan'),
})

const GATES_FOLD = 'Commands and output'
const BUILD_FOLD = 'Who built, from what'

/** The entry as one section of depth 3, without a trailing newline. */
export function renderEntry(entry: Entry): string {
  switch (entry.kind) {
    case 'build':
      return `### Build ${String(entry.n)}\n\n${buildBody(entry)}`
    case 'gates':
      return `### Gates after build ${String(entry.afterBuild)}\n\n${gatesBody(entry)}`
    case 'commit':
      return `### Commit\n\n${COMMIT_CARD.render({ ...entry, files: entry.files.map(fileLine) }).replace(/\n+$/, '')}`
    case 'remark':
      return remarkText(entry)
  }
}

/** The entries among a note's sections; sections that a person added are passed over. Error: the entry that cannot be read. */
export function parseEntries(text: string, parts: readonly Section[]): Result<readonly Entry[], string> {
  const entries: Entry[] = []
  for (const part of parts) {
    const entry = part.depth === 3 ? parseEntry(part.heading, text.slice(part.bodyStart, part.end)) : null
    if (entry === null) continue
    if (!entry.ok) return failed(`${part.heading}: ${entry.error}`)
    entries.push(entry.value)
  }
  return ok(entries)
}

function parseEntry(heading: string, body: string): Result<Entry, string> | null {
  const build = /^Build (\d+)$/.exec(heading)?.[1]
  if (build !== undefined) return parseBuild(Number(build), body)
  if (/^Gates after build \d+$/.test(heading)) return parseGates(body)
  if (heading === 'Commit') return parseCommit(body)
  return parseRemark(heading, body)
}

function parseBuild(n: number, body: string): Result<Entry, string> {
  const said = SAID_CARD.parse(body)
  if (!said.ok) return said
  const data = BUILD_CARD.parse(calloutBody(body, BUILD_FOLD) ?? '')
  if (!data.ok) return data
  const { commit, ...rest } = data.value
  return ok({ kind: 'build', n, ...rest, answer: { ...said.value, commit } })
}

function parseGates(body: string): Result<Entry, string> {
  const parsed = GATES_CARD.parse(calloutBody(body, GATES_FOLD) ?? '')
  return parsed.ok ? ok({ kind: 'gates', ...parsed.value }) : parsed
}

function parseCommit(body: string): Result<Entry, string> {
  const parsed = COMMIT_CARD.parse(body)
  if (!parsed.ok) return parsed
  const files = parsed.value.files.map(parseFileLine).filter((file) => file !== null)
  return ok({ kind: 'commit', ...parsed.value, files })
}

function remarkText({ about, date, link, lines }: Remark): string {
  const items = lines.map((line) => `- ${inline(line)}`).join('\n')
  return [`### ${about} · ${date}`, ...(link === null ? [] : [link]), ...(items === '' ? [] : [items])].join('\n\n')
}

function parseRemark(heading: string, body: string): Result<Entry, string> | null {
  const [, title, date] = /^(.*) · (\S*)$/.exec(heading) ?? []
  const about = REMARKS.find((one) => one === title)
  if (about === undefined || date === undefined) return null
  const lines = body.split(/\r?\n/).flatMap((line) => (line.startsWith('- ') ? [plain(line.slice(2))] : []))
  const link = /^\[\[[^[\]\r\n]+\]\](?=\r?$)/m.exec(body)?.[0] ?? null
  return ok({ kind: 'remark', about, date, link, lines })
}

function buildBody({ answer, builder, plan, repair }: Build): string {
  const data = BUILD_CARD.render({ commit: answer.commit, builder, plan, repair }).replace(/\n+$/, '')
  return `${SAID_CARD.render(answer).replace(/\n+$/, '')}\n\n${callout('example', BUILD_FOLD, data, '-')}`
}

/** What a phone should show first: one line per command; the output is folded away. */
function gatesBody(entry: GatesRun): string {
  const lines = entry.runs.map(
    (run) => `- ${run.exitCode === 0 ? '✅' : '❌'} ${inline(run.command)} · ${howItEnded(run)} · ${String(run.durationS)} s`,
  )
  const shown = lines.length === 0 ? ['No gates are set, so nothing was proved.'] : lines
  return `${shown.join('\n')}\n\n${callout('example', GATES_FOLD, GATES_CARD.render(entry).replace(/\n+$/, ''), '-')}`
}

/** One phrase: `exit 1`, `timed out`, `did not start`. */
export function howItEnded(run: GateOutcome): string {
  if (run.timedOut) return 'timed out'
  return run.exitCode === null ? 'did not finish' : `exit ${String(run.exitCode)}`
}

function fileLine(file: BuiltFile): string {
  return `${file.path} · ${file.change} +${String(file.added)} −${String(file.removed)}`
}

function parseFileLine(line: string): BuiltFile | null {
  const [, path, word, added, removed] = /^([\s\S]*) · (\w+) \+(\d+) −(\d+)$/.exec(line) ?? []
  const change = FILE_CHANGES.find((one) => one === word)
  return path === undefined || change === undefined ? null : { path, change, added: Number(added), removed: Number(removed) }
}

function commitCard(): Card<BuildAnswer['commit']> {
  return card<BuildAnswer['commit']>({ type: text('Type'), scope: text('Scope'), subject: text('Subject'), body: text('Body') })
}

function gateCard(): Card<GateOutcome> {
  return card<GateOutcome>({
    command: text('Command'),
    exitCode: optionalNum('Exit code'),
    timedOut: flag('Timed out'),
    durationS: num('Seconds'),
    tail: code('Output'),
  })
}
