import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'
import type { AgentsDevice } from '../../../../src/agents/agents.ts'
import type { AgentConfig } from '../../../../src/agents/config.ts'
import { contractOf } from '../../../../src/agents/contract.ts'
import type { Ask } from '../../../../src/agents/port.ts'
import { programOf, type Cli } from '../clis.ts'
import { environmentIn } from '../environment.ts'

const VERDICT = v.object({ verdict: v.picklist(['GO', 'KILL']), score: v.number() })
export type Verdict = v.InferOutput<typeof VERDICT>
export const CONTRACT = contractOf(VERDICT)
export const GO: Verdict = { verdict: 'GO', score: 7 }

/** A folder with a home, a repo of one file, and what this device knows of the agent `a`. */
export interface Place {
  readonly repo: string
  readonly on: AgentsDevice
  readonly config: AgentConfig
}

/** `url`: where its model is; `proxy`: what everything else goes through. `more` is put over the agent's entry in the device config. */
export function makePlace(at: string, cli: Cli, url: string, proxy: string, more: Partial<AgentConfig> = {}): Place {
  const [home, repo] = [path.join(at, 'home'), path.join(at, 'repo')]
  for (const folder of [home, repo]) mkdirSync(folder, { recursive: true })
  writeFileSync(path.join(repo, 'README.md'), '# A shop\n')
  execFileSync('git', ['init', '-q'], { cwd: repo })
  const config: AgentConfig = {
    kind: cli.kind,
    model: cli.model,
    pays: 'api',
    argv: [],
    path: programOf(cli),
    unconfined: false,
    env: cli.setUp(home, url),
    ...more,
  }
  const device = { platform: 'linux', env: environmentIn(home, proxy), fileEnv: {} } as const
  return { repo, config, on: { agents: { a: config }, device, home, rehearsal: null } }
}

export function question(folder: string): Ask<Verdict> {
  const asked = { agent: 'a', role: 'juror', focus: 'cost', line: 'a', prompt: 'Judge it.', access: 'read', attempt: 1 } as const
  return { ...asked, folder, contract: CONTRACT, allowedCommands: [] }
}
