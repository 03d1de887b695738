import type { AgentReport } from '../agents/port.ts'
import type { Check } from '../commands/check.ts'
import type { PastRun } from '../runs/past-runs.ts'

/** One line per agent: where, which version, logged in, and what to do about the rest. */
export function describeAgents(agents: readonly AgentReport[]): string {
  if (agents.length === 0) return 'No agent is set up on this device.\nNext: run forge init, or add one under agents in the device config.'
  return agents.map(describeAgent).join('\n')
}

function describeAgent(agent: AgentReport): string {
  const found = [
    agent.kind,
    agent.version,
    agent.path,
    agent.loggedIn === false ? 'not logged in' : null,
    agent.unconfined ? 'unconfined' : null,
  ]
  const line = `${agent.problem === null ? '✓' : '✗'} ${agent.name.padEnd(14)} ${found.filter((part) => part !== null).join(' · ')}`
  const below = agent.problem ?? agent.warning ?? null
  return below === null ? line : `${line}\n    ${below}`
}

export function describeChecks(checks: readonly Check[]): string {
  return checks.map((check) => `${check.ok ? '✓' : '✗'} ${check.what}${check.next === null ? '' : `\n    Next: ${check.next}`}`).join('\n')
}

export function describeRuns(runs: readonly PastRun[]): string {
  if (runs.length === 0) return 'No run yet.'
  return runs.map((run) => `${run.id}  ${run.stage.padEnd(10)} ${run.feature.padEnd(24)} ${run.state}`).join('\n')
}
