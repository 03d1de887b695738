import { failed, ok, type Result } from '../basics/result.ts'
import { approve as approveTexts, readTrust } from '../device/trust.ts'
import { readPolicy } from '../policy/read-policy.ts'
import { openLinkedRepo } from './linked-repo.ts'
import { personMayAnswer, repoOf, workingAgents, type Workplace } from './workplace.ts'

/** A command that the policy asks this device to run. */
export interface AskedCommand {
  readonly kind: 'setup' | 'gate'
  readonly text: string
  readonly approved: boolean
}

/** Every command that the repo's policy asks for, setup first, in the order they run. */
export async function askedCommands(workplace: Workplace): Promise<Result<readonly AskedCommand[]>> {
  const repo = await trustedFolder(workplace)
  if (!repo.ok) return repo
  const policy = await readPolicy(workplace.vault, repo.value.name, workingAgents(workplace.config))
  if (!policy.ok) return policy
  const trust = await readTrust(workplace.device)
  if (!trust.ok) return trust
  const asked = (kind: AskedCommand['kind']) => (text: string) => ({ kind, text, approved: trust.value.trusted(repo.value.folder, text) })
  return ok([...policy.value.setup.map(asked('setup')), ...policy.value.gates.map(asked('gate'))])
}

/** What waits for approval, and for which repo. */
export interface TrustRequest {
  readonly repo: string
  /** Absolute path of the repo's top folder. */
  readonly folder: string
  readonly commands: readonly AskedCommand[]
}

export async function readTrustRequest(workplace: Workplace): Promise<Result<TrustRequest>> {
  const repo = await trustedFolder(workplace)
  if (!repo.ok) return repo
  const waiting = await untrustedCommands(workplace)
  return waiting.ok ? ok({ repo: repo.value.name, folder: repo.value.folder, commands: waiting.value }) : waiting
}

/** Those that this device has not approved. */
export async function untrustedCommands(workplace: Workplace): Promise<Result<readonly AskedCommand[]>> {
  const asked = await askedCommands(workplace)
  return asked.ok ? ok(asked.value.filter((command) => !command.approved)) : asked
}

/** Approves exact texts for this repo on this device. Refuses inside an agent's environment. */
export async function approve(workplace: Workplace, commands: readonly AskedCommand[]): Promise<Result<void>> {
  const person = await personMayAnswer(workplace)
  if (!person.ok) return failed(person.error)
  const repo = await trustedFolder(workplace)
  if (!repo.ok) return repo
  const texts = commands.map((command) => command.text)
  return approveTexts(workplace.device, repo.value.folder, texts, workplace.face.clock.today())
}

/** Approvals belong to a folder: another folder under the same name is another repo. */
async function trustedFolder(workplace: Workplace): Promise<Result<{ readonly name: string; readonly folder: string }>> {
  const repo = repoOf(workplace, null)
  if (!repo.ok) return repo
  const opened = await openLinkedRepo(workplace.config, workplace.device, repo.value, null)
  return opened.ok ? ok({ name: repo.value.name, folder: opened.value.root }) : opened
}
