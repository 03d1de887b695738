import type { AgentReport } from '../../agents/port.ts'
import type { AgentView } from '../desktop/settings.ts'

/** One line: what kind it is, where it was found and in which version. */
export function agentFacts(agent: Pick<AgentView, 'kind'>, report: AgentReport | null): string {
  if (agent.kind === 'person') return 'A person, who answers in notes.'
  if (report === null) return agent.kind
  return [agent.kind, report.version, report.path ?? 'not found', report.unconfined ? 'not held to its folder' : null]
    .filter((part) => part !== null)
    .join(' · ')
}

/** Two or three words: whether it can work. */
export function agentState(agent: Pick<AgentView, 'kind'>, report: AgentReport | null): string {
  if (agent.kind === 'person') return 'You'
  if (report === null) return 'Looking…'
  if (report.path === null && report.searched.length > 0) return 'Not found'
  if (report.loggedIn === false) return 'Not logged in'
  if (report.problem !== null) return 'Does not work'
  return report.loggedIn === true ? 'Logged in' : 'Found'
}
