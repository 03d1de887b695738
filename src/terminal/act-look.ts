import { exitOf } from '../basics/failure.ts'
import { readAgents } from '../commands/agents.ts'
import { examine } from '../commands/doctor.ts'
import { readLog, readRuns } from '../commands/runs.ts'
import { readConfig } from '../device/config.ts'
import { devicePlace, openWorkplaceHere } from './open-workplace.ts'
import { describeAgents, describeChecks, describeRuns } from './print-look.ts'
import { failurePrintout } from './screen.ts'
import type { Act } from './verb.ts'

/** The past runs on the repo. */
export const runs: Act = async (place, common, [feature = null]) => {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  const read = await readRuns(workplace.value, feature)
  if (!read.ok) return failurePrintout(read.error, exitOf(read.error.code))
  return { document: { runs: read.value }, text: describeRuns(read.value), exit: 0 }
}

/** Every event of one run, one line of JSON each. */
export const log: Act = async (place, common, [said]) => {
  const run = said ?? ''
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  const read = await readLog(workplace.value, run)
  if (!read.ok) return failurePrintout(read.error, exitOf(read.error.code))
  return { document: { run, events: read.value }, text: read.value.map((event) => JSON.stringify(event)).join('\n'), exit: 0 }
}

/** The agents of this device, as they were found. */
export const agents: Act = async (place) => {
  const device = devicePlace(place)
  const config = await readConfig(device)
  if (!config.ok) return failurePrintout(config.error, exitOf(config.error.code))
  const read = await readAgents(config.value, device, place.rehearsal)
  if (!read.ok) return failurePrintout(read.error, exitOf(read.error.code))
  return { document: { agents: read.value }, text: describeAgents(read.value), exit: 0 }
}

/** What a run would need, and what to do about what is missing. */
export const doctor: Act = async (place, common) => {
  const checks = await examine({
    device: devicePlace(place),
    folder: place.folder,
    vault: common.vault,
    repo: common.repo,
    rehearsal: place.rehearsal,
  })
  return { document: { checks }, text: describeChecks(checks), exit: checks.every((check) => check.ok) ? 0 : 1 }
}
