import { exitOf } from '../basics/failure.ts'
import { readAgents } from '../commands/agents.ts'
import { examine } from '../commands/doctor.ts'
import { pickFeature } from '../commands/pick-feature.ts'
import { readLog, readRuns } from '../commands/runs.ts'
import { readStatus } from '../commands/status.ts'
import { readConfig } from '../device/config.ts'
import { readFeatures } from '../feature/feature.ts'
import { devicePlace, openWorkplaceHere } from './open-workplace.ts'
import { describeAgents, describeChecks, describeRuns } from './print-look.ts'
import { describeFeature, describeStatus } from './print-status.ts'
import { failurePrintout, type Printout } from './screen.ts'
import type { Surroundings } from './surroundings.ts'
import type { CommonFlags, Verb } from './verb.ts'

/** The commands that only look. */
export const lookVerbs: readonly Verb[] = [
  { usage: '', summary: '', options: [], act: (place, common) => status(place, common, null) },
  {
    usage: 'status [feature]',
    summary: 'every feature, its state, what waits, what may run next',
    options: [],
    act: (place, common, [feature]) => status(place, common, feature ?? null),
  },
  { usage: 'runs [feature]', summary: 'past runs', options: [], act: (place, common, [feature]) => runs(place, common, feature ?? null) },
  { usage: 'log <run>', summary: 'the events of one run', options: [], act: (place, common, [run]) => log(place, common, run ?? '') },
  { usage: 'doctor', summary: 'what is missing on this device, and what to do about it', options: [], act: doctor },
  { usage: 'agents', summary: 'the agents of this device', options: [], act: agents },
]

async function status(place: Surroundings, common: CommonFlags, said: string | null): Promise<Printout> {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  const all = await readStatus(workplace.value.vault)
  if (said === null) return { document: all, text: describeStatus(all), exit: 0 }
  const { features } = await readFeatures(workplace.value.vault)
  const picked = pickFeature(features, said, 'any')
  if (!picked.ok) return failurePrintout(picked.error, exitOf(picked.error.code))
  const one = all.features.filter((feature) => feature.feature === picked.value.name)
  const text = one[0] === undefined ? `There is no feature "${picked.value.name}".\nNext: forge spec ${picked.value.name}` : describeFeature(one[0])
  return { document: { ...all, features: one }, text, exit: 0 }
}

async function runs(place: Surroundings, common: CommonFlags, feature: string | null): Promise<Printout> {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  const read = await readRuns(workplace.value, feature)
  if (!read.ok) return failurePrintout(read.error, exitOf(read.error.code))
  return { document: { runs: read.value }, text: describeRuns(read.value), exit: 0 }
}

async function log(place: Surroundings, common: CommonFlags, run: string): Promise<Printout> {
  const workplace = await openWorkplaceHere(place, common)
  if (!workplace.ok) return failurePrintout(workplace.error, exitOf(workplace.error.code))
  const read = await readLog(workplace.value, run)
  if (!read.ok) return failurePrintout(read.error, exitOf(read.error.code))
  return { document: { run, events: read.value }, text: read.value.map((event) => JSON.stringify(event)).join('\n'), exit: 0 }
}

async function agents(place: Surroundings): Promise<Printout> {
  const device = devicePlace(place)
  const config = await readConfig(device)
  if (!config.ok) return failurePrintout(config.error, exitOf(config.error.code))
  const read = await readAgents(config.value, device, place.rehearsal)
  if (!read.ok) return failurePrintout(read.error, exitOf(read.error.code))
  return { document: { agents: read.value }, text: describeAgents(read.value), exit: 0 }
}

async function doctor(place: Surroundings, common: CommonFlags): Promise<Printout> {
  const checks = await examine({ device: devicePlace(place), folder: place.folder, vault: common.vault, repo: common.repo, rehearsal: place.rehearsal })
  return { document: { checks }, text: describeChecks(checks), exit: checks.every((check) => check.ok) ? 0 : 1 }
}
