import type { Failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { readText } from '../node/files.ts'
import { runProcess } from '../node/process.ts'
import { startOf } from '../node/shim.ts'
import type { Start } from '../node/shim.ts'
import type { AgentConfig } from './config.ts'
import { environmentOf, filledIn } from './environment.ts'
import type { Device, Variables } from './environment.ts'
import { doesNotRun, missing, notLoggedIn, unknownKind } from './failures.ts'
import type { Finder } from './find.ts'
import { isUnconfined, whyNotHeldAnywhere } from './holding.ts'
import type { Kind, Probe, Probed } from './kind.ts'
import { kindOf } from './kinds.ts'
import { ERROR_LINE, plainText, shortened } from './lines.ts'
import type { Access, AgentReport } from './port.ts'
import { maskOf } from './secrets.ts'
import { isOlder, warningOf } from './version.ts'

const PROBE_TIMEOUT_MS = 20_000
const SHOWN_CHARS = 600

/** What is needed to look an agent up. */
export interface Lookup {
  readonly device: Device
  readonly home: string
  readonly finder: Finder
  /** Program and arguments of the rehearsal, null where this face cannot run it. */
  readonly rehearsal: readonly string[] | null
  /** Ends what is asked of the programs. */
  readonly stop?: AbortSignal
}

/** An agent that was found: how it is started. */
export interface Ready {
  readonly kind: Kind
  readonly config: AgentConfig
  /** Absolute path; '' for a person. */
  readonly path: string
  /** How it is started, which on Windows is not always by that file. */
  readonly start: Start
  readonly env: Variables
  /** Values that no log may show, whatever variable they stand in. */
  readonly secrets: readonly string[]
  /** Text of the CLI's own settings, '' where there are none. */
  readonly settings: string
}

/** Finds the program and makes its environment; nothing is started. */
export async function prepare(
  name: string,
  config: AgentConfig,
  lookup: Lookup,
): Promise<Result<Ready, { readonly failure: Failure; readonly searched: readonly string[] }>> {
  const kind = kindOf(config.kind)
  if (kind === null) return failed({ failure: unknownKind(name, config.kind), searched: [] })
  if (kind.name === 'person') return ok({ kind, config, path: '', start: { command: '', args: [] }, env: {}, secrets: [], settings: '' })
  const settled = kind.name === 'rehearsal' ? { ...config, argv: [...(lookup.rehearsal ?? []), ...config.argv] } : config
  const program = kind.program ?? settled.argv[0] ?? ''
  const found = await lookup.finder.find(program, config.path)
  if (found.path === null) return failed({ failure: missing(name, program, found.searched, kind.install), searched: found.searched })
  const made = await environmentWithSettings(name, kind, settled, { PATH: found.pathVariable }, lookup.device)
  if (!made.ok) return failed({ failure: made.error, searched: [] })
  // The person's own variables win over the quiet switches.
  const env = { ...kind.quiet, ...made.value.env }
  const secrets = [...filledIn(settled, lookup.device), ...made.value.named]
  const start = await startOf(found.path, found.pathVariable)
  return ok({ kind, config: settled, path: found.path, start, env, secrets, settings: made.value.settings })
}

/** Where the CLI keeps its settings depends on the environment, and what the environment must hold depends on them. */
async function environmentWithSettings(
  name: string,
  kind: Kind,
  config: AgentConfig,
  switches: Variables,
  device: Device,
): Promise<Result<Pick<Ready, 'env' | 'settings'> & { readonly named: readonly string[] }>> {
  const env = environmentOf(name, kind, config, switches, device)
  if (!env.ok) return env
  if (kind.ownSettings === null) return ok({ env: env.value, settings: '', named: [] })
  const text = await readText(kind.ownSettings.file(env.value))
  const settings = text.ok ? (text.value ?? '') : ''
  const named = kind.ownSettings.variables(settings).flatMap((variable) => {
    const value = device.env[variable] ?? device.fileEnv[variable]
    return value === undefined ? [] : [[variable, value] as const]
  })
  return ok({ env: { ...Object.fromEntries(named), ...env.value }, settings, named: named.map(([, value]) => value) })
}

/** Everything that can be known of an agent without a model call, with the failure that keeps it from working at such access, or null. */
export async function inspect(
  name: string,
  config: AgentConfig,
  access: Access,
  lookup: Lookup,
): Promise<{ readonly report: AgentReport; readonly failure: Failure | null }> {
  const blank = reportOf(name, config, access)
  const ready = await prepare(name, config, lookup)
  if (!ready.ok) {
    const { failure, searched } = ready.error
    return { report: { ...blank, searched, problem: problemOf(failure) }, failure }
  }
  const found = { ...blank, path: ready.value.path === '' ? null : ready.value.path }
  const { kind } = ready.value
  if (kind.program === null) return { report: found, failure: null }
  const version = await run(ready.value, ['--version'], lookup)
  const number = /\d+\.\d+\.\d+/.exec(version.stdout)?.[0] ?? null
  if (version.code !== 0) {
    const why =
      version.startError ??
      (version.timedOut
        ? 'It did not tell its version in time'
        : wordsOf(version, ready.value) || `It exited with code ${String(version.code)}`)
    const failure = doesNotRun(name, ready.value.path, why, kind.install)
    return { report: { ...found, problem: problemOf(failure) }, failure }
  }
  const loggedIn = await probeLogin(ready.value, kind.loginProbe, number, lookup)
  const failure = loggedIn === false ? notLoggedIn(name, kind.login) : whyNotHeldAnywhere(name, kind, config, access)
  const warning = warningOf(kind.program, number, kind)
  const report = { ...found, version: number, loggedIn, problem: failure && problemOf(failure), ...(warning === null ? {} : { warning }) }
  return { report, failure }
}

async function probeLogin(ready: Ready, probe: Probe | null, version: string | null, lookup: Lookup): Promise<boolean | null> {
  if (probe === null || version === null || isOlder(version, probe.since)) return null
  const nothing = { code: 0, stdout: '', stderr: '' }
  const done = probe.args === null ? nothing : await run(ready, probe.args, lookup)
  return probe.loggedIn({ ...done, settings: ready.settings, env: ready.env, config: ready.config })
}

function run(ready: Ready, args: readonly string[], { home, stop }: Lookup): ReturnType<typeof runProcess> {
  const { command, args: first } = ready.start
  const limits = { timeoutMs: PROBE_TIMEOUT_MS, maxChars: 100_000, stop: stop ?? null }
  return runProcess({ command, args: [...first, ...args], cwd: home, env: ready.env, ...limits })
}

function reportOf(name: string, config: AgentConfig, access: Access): AgentReport {
  const kind = kindOf(config.kind)
  return {
    name,
    kind: config.kind,
    path: null,
    version: null,
    loggedIn: null,
    searched: [],
    problem: null,
    unconfined: isUnconfined(kind, config, access),
    rehearsal: config.kind === 'rehearsal',
    family: kind?.family(config) ?? name,
  }
}

function problemOf(failure: Failure): string {
  return `${failure.what} ${failure.why} ${failure.next}`
}

/** Why it failed, in its own words: what it calls an error, else the last it said. */
function wordsOf({ stdout, stderr }: Pick<Probed, 'stdout' | 'stderr'>, ready: Ready): string {
  const said = maskOf(ready.env, ready.secrets)(stderr.trim() || stdout.trim())
  const lines = said.split('\n').map((line) => plainText(line).trim())
  const error = lines.find((line) => ERROR_LINE.test(line)) ?? lines.findLast((line) => line !== '') ?? ''
  return shortened(error, SHOWN_CHARS)
}
