import { failed, type Result } from '../basics/result.ts'
import { needsProgram } from './failures.ts'
import type { AgentReport, Agents } from './port.ts'

/** Checks agents that are asked in the middle of a run: each must be ready, and none a person, for whom there is no form then. */
export async function checkPrograms(agents: Agents, wanted: readonly string[]): Promise<Result<readonly AgentReport[]>> {
  const found = await agents.check([...new Set(wanted)])
  if (!found.ok) return found
  const person = found.value.find((report) => report.kind === 'person')
  return person === undefined ? found : failed(needsProgram(person.name))
}
