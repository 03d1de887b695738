import * as v from 'valibot'
import { ok, type Result } from '../basics/result.ts'
import { mapping } from './config-schema.ts'
import { trustFile, type DevicePlace } from './place.ts'
import { editYaml, readYaml, setBelow } from './yaml-file.ts'

/** One command that the person let this device run, by its exact text. */
export interface Approval {
  readonly sha256: string
  readonly text: string
  /** `YYYY-MM-DD` */
  readonly date: string
}

const approvalSchema = v.object({ sha256: v.string(), text: v.string(), date: v.string() })

const TrustSchema = v.object({
  repos: v.nullish(
    v.pipe(
      mapping('It must be a mapping from a repo to approvals.'),
      v.record(v.string(), v.array(approvalSchema, 'It must be a list of approvals.')),
    ),
    {},
  ),
})

/** What this device may run. `repo` is the absolute path of the repo's top folder: another folder under the same name is another repo. */
export interface Trust {
  trusted(repo: string, command: string): boolean
  /** Those that are not approved yet, each once. */
  untrusted(repo: string, commands: readonly string[]): readonly string[]
  approvals(repo: string): readonly Approval[]
}

/** The approvals of this device; none where there is no file. Fails with `bad-config`. */
export async function readTrust(place: DevicePlace): Promise<Result<Trust>> {
  const read = await readYaml(trustFile(place), TrustSchema)
  if (!read.ok) return read
  const believed = new Map<string, readonly Approval[]>()
  for (const [repo, approvals] of Object.entries(read.value.repos)) believed.set(repo, await believable(approvals))
  return ok(trustIn(believed))
}

/** Approves the exact texts of commands for one repo; those approved before stay as they are. `today`: `YYYY-MM-DD`. */
export async function approve(place: DevicePlace, repo: string, commands: readonly string[], today: string): Promise<Result<void>> {
  const wanted = await Promise.all([...new Set(commands)].map(async (text) => ({ sha256: await sha256(text), text, date: today })))
  const file = trustFile(place)
  const edited = await editYaml(file, TrustSchema, (document, { repos }) => {
    const there = repos[repo] ?? []
    const added = wanted.filter((one) => !there.some((other) => other.text === one.text && other.sha256 === one.sha256))
    const set = added.length === 0 ? ok(undefined) : setBelow(file, document, 'repos', repo, [...there, ...added])
    return set.ok ? ok(added.length > 0) : set
  })
  return edited.ok ? ok(undefined) : edited
}

function trustIn(believed: ReadonlyMap<string, readonly Approval[]>): Trust {
  const approvals = (repo: string): readonly Approval[] => believed.get(repo) ?? []
  const trusted = (repo: string, command: string): boolean => approvals(repo).some((approval) => approval.text === command)
  const untrusted = (repo: string, commands: readonly string[]): readonly string[] =>
    [...new Set(commands)].filter((command) => !trusted(repo, command))
  return { trusted, untrusted, approvals }
}

/** An approval whose text was changed afterwards (by an editor that trims, by a merge) approves nothing. */
async function believable(approvals: readonly Approval[]): Promise<readonly Approval[]> {
  const checked = await Promise.all(
    approvals.map(async (approval) => ({ approval, real: (await sha256(approval.text)) === approval.sha256 })),
  )
  return checked.filter(({ real }) => real).map(({ approval }) => approval)
}

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
