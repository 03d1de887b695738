import { openAgents } from '../agents/agents.ts'
import { filledIn, type Device } from '../agents/environment.ts'
import type { Agents } from '../agents/port.ts'
import { maskOf } from '../agents/secrets.ts'
import { failure } from '../basics/failure.ts'
import { ok, type Result } from '../basics/result.ts'
import { readEnvFile } from '../device/env-file.ts'
import type { DevicePlace } from '../device/place.ts'
import { readTrust } from '../device/trust.ts'
import type { Feature } from '../feature/feature.ts'
import { openGates } from '../gates/gates.ts'
import type { Gates } from '../gates/port.ts'
import { hostName } from '../node/environment.ts'
import { stopMarked } from '../node/process-tree.ts'
import { clearScratch } from '../node/scratch.ts'
import type { Policy } from '../policy/policy.ts'
import { readPolicy } from '../policy/read-policy.ts'
import type { Repo } from '../repo/repo.ts'
import { leftOf, openBudget } from '../runs/budget.ts'
import { takeRunLock, type RunLock } from '../runs/lock.ts'
import { openRunLog, type RunLog } from '../runs/log.ts'
import type { RunEnding } from '../runs/log-line.ts'
import { newRunId } from '../runs/run-id.ts'
import type { Errand, ProgressEvent, Run, StageReport } from '../runs/run.ts'
import { checkRoom } from './disk-room.ts'
import { openLinkedRepo, worktreesOf } from './linked-repo.ts'
import { failedReport } from '../feature/report.ts'
import { repoOf, workingAgents, type Workplace } from './workplace.ts'

const LEFTOVER_GRACE_MS = 500

/** What the log says of a run that threw: an expected failure is a value. */
const BUG = failure(
  'file-failed',
  'The run broke off.',
  'Something happened that Forge does not expect.',
  'Run the same command again; it goes on from the notes.',
)

export interface RunRequest {
  readonly name: string
  readonly feature: Feature | null
  readonly stage: Errand
}

/** Opens everything a run needs, holds the feature while it goes on, and closes it again whatever happens. */
export async function withRun(workplace: Workplace, request: RunRequest, act: (run: Run) => Promise<StageReport>): Promise<StageReport> {
  const fail = (result: Result<unknown> & { ok: false }): StageReport =>
    failedReport({ feature: request.name, stage: request.stage }, request.feature, result.error)
  const linked = repoOf(workplace, request.feature)
  if (!linked.ok) return fail(linked)
  const { face } = workplace
  const id = newRunId(face.clock.now(), request.name, request.stage)
  const own = { id, stop: face.stop, sharesTerminal: face.name === 'terminal' }
  const repo = await openLinkedRepo(workplace.config, workplace.device, linked.value, workplace.vaultFolder, own)
  if (!repo.ok) return fail(repo)
  const room = await checkRoom([workplace.vaultFolder, repo.value.commonDir, worktreesOf(workplace.config, workplace.device)])
  if (!room.ok) return fail(room)
  const lock = await holdFeature(workplace, request, repo.value, id)
  if (!lock.ok) return fail(lock)
  try {
    const run = await openRun(workplace, request, repo.value, id)
    return run.ok ? await logged(run.value, act) : fail(run)
  } finally {
    await lock.value.release()
  }
}

/** Takes the feature's lock; what a killed run left, running or on disk, is cleared before anything new starts. */
async function holdFeature(workplace: Workplace, request: RunRequest, repo: Repo, runId: string): Promise<Result<RunLock>> {
  const what = `${request.stage} on ${request.name}`
  const lock = await takeRunLock({ commonDir: repo.commonDir, name: request.name, runId, what, now: workplace.face.clock.now() })
  if (lock.ok && lock.value.interrupted !== null) {
    await stopMarked(lock.value.interrupted, LEFTOVER_GRACE_MS)
    await clearScratch(lock.value.interrupted)
  }
  return lock
}

interface OpenRun {
  readonly run: Run
  readonly log: RunLog
  /** Hides this device's secrets. */
  readonly mask: (text: string) => string
}

async function openRun(workplace: Workplace, request: RunRequest, repo: Repo, id: string): Promise<Result<OpenRun>> {
  const policy = await readPolicy(workplace.vault, repo.name, workingAgents(workplace.config))
  if (!policy.ok) return policy
  const fileEnv = await readEnvFile(workplace.config.envFile)
  if (!fileEnv.ok) return fileEnv
  const log = await openRunLog({ commonDir: repo.commonDir, id, feature: request.name, stage: request.stage }, workplace.face.clock)
  if (!log.ok) return log
  const progress = (event: ProgressEvent): void => {
    log.value.event(event)
    workplace.face.progress(event)
  }
  const device = { ...workplace.device, fileEnv: fileEnv.value }
  const named = Object.values(workplace.config.agents).flatMap((agent) => filledIn(agent, device))
  const mask = maskOf(device.env, named)
  const parts = { workplace, device, mask, request, repo, id, policy: policy.value, log: log.value, progress }
  const agents = await openRunAgents(parts)
  const gates = await openRunGates(parts)
  if (!gates.ok) return gates
  return ok({ run: assemble(parts, agents, gates.value), log: log.value, mask })
}

interface Parts {
  readonly workplace: Workplace
  readonly device: Device & DevicePlace
  readonly mask: (text: string) => string
  readonly request: RunRequest
  readonly repo: Repo
  readonly id: string
  readonly policy: Policy
  readonly log: RunLog
  readonly progress: (event: ProgressEvent) => void
}

async function openRunAgents(parts: Parts): Promise<Agents> {
  const { workplace, device, policy, log } = parts
  const on = { agents: workplace.config.agents, device, home: device.home, rehearsal: workplace.face.rehearsal }
  return openAgents(on, {
    runId: parts.id,
    feature: parts.request.name,
    timeoutMs: policy.agent_timeout_s * 1000,
    clock: workplace.face.clock,
    stop: workplace.face.stop,
    left: await leftOf(workplace.vault, parts.request.name, policy),
    log: (line, stream, text) => log.raw(line, stream, text),
    progress: (line, event) => parts.progress({ type: 'agent', line, event }),
  })
}

async function openRunGates(parts: Parts): Promise<Result<Gates>> {
  const { device, mask } = parts
  const trust = await readTrust(device)
  if (!trust.ok) return trust
  return ok(
    openGates({
      policy: parts.policy,
      runId: parts.id,
      env: device.env,
      stop: parts.workplace.face.stop,
      mask,
      trusted: (command) => trust.value.trusted(parts.repo.root, command),
      progress: parts.progress,
      log: (line) => parts.log.raw('gate', 'out', line),
    }),
  )
}

function assemble(parts: Parts, agents: Agents, gates: Gates): Run {
  const { workplace, request, repo, id, policy, progress } = parts
  const { clock, stop } = workplace.face
  const budget = openBudget(workplace.vault, request.name, policy)
  const deviceName = hostName()
  return {
    id,
    feature: request.name,
    stage: request.stage,
    today: clock.today(),
    deviceName,
    clock,
    vault: workplace.vault,
    repo,
    policy,
    agents,
    gates,
    budget,
    stop,
    progress,
  }
}

async function logged({ run, log, mask }: OpenRun, act: (run: Run) => Promise<StageReport>): Promise<StageReport> {
  let ending: RunEnding = { exit: 1, state: 'SPEC', verdict: null, error: BUG }
  try {
    const report = withoutSecrets(await act(run), mask)
    ending = { exit: report.exit, state: report.state, verdict: report.verdict, error: report.error }
    return report
  } finally {
    await log.end(ending)
  }
}

/** What git says may quote a hook, which has the person's whole environment. */
function withoutSecrets(report: StageReport, mask: (text: string) => string): StageReport {
  if (report.error === null) return report
  const { code, what, why, next } = report.error
  return { ...report, error: failure(code, mask(what), mask(why), mask(next)) }
}
