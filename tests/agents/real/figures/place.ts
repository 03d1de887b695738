import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import * as v from 'valibot'
import type { AgentsDevice } from '../../../../src/agents/agents.ts'
import type { AgentConfig } from '../../../../src/agents/config.ts'
import { contractOf } from '../../../../src/agents/contract.ts'
import type { Ask } from '../../../../src/agents/port.ts'
import { BIN, programOf, type Cli } from '../clis.ts'

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
  const local = '127.0.0.1,localhost'
  const proxies = { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, http_proxy: proxy, https_proxy: proxy, NO_PROXY: local, no_proxy: local }
  const env = {
    PATH: [BIN, '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
    HOME: home,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    ...proxies,
    CANARY_KEY: 'none',
  }
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
  return { repo, config, on: { agents: { a: config }, device: { platform: 'linux', env, fileEnv: {} }, home, rehearsal: null } }
}

export function question(folder: string): Ask<Verdict> {
  const asked = { agent: 'a', role: 'juror', focus: 'cost', line: 'a', prompt: 'Judge it.', access: 'read', attempt: 1 } as const
  return { ...asked, folder, contract: CONTRACT, allowedCommands: [] }
}
