import type { AgentReport } from '../../src/agents/port.ts'

/** What is told of an agent that was found and is well. */
export const REPORT: AgentReport = {
  name: '',
  kind: 'command',
  path: null,
  version: null,
  loggedIn: null,
  searched: [],
  problem: null,
  unconfined: false,
  rehearsal: false,
  family: '',
}
