import { failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { RUN_MARK } from '../node/process-list.ts'
import type { DeviceConfig } from './config.ts'

type Environment = Readonly<Record<string, string>>

interface Sign {
  readonly name: string
  readonly whose: string
}

/** What every process of an agent that Forge started carries. */
const OWN_SIGN: Sign = { name: RUN_MARK, whose: 'an agent that Forge itself started' }

/** What agent CLIs set for the programs they start. A name ending in `*` stands for all that begin so. */
const SIGNS: readonly Sign[] = [
  { name: 'CLAUDECODE', whose: 'Claude Code' },
  { name: 'CODEX_SANDBOX*', whose: 'Codex' },
  { name: 'CODEX_THREAD_ID', whose: 'Codex' },
  { name: 'GEMINI_CLI', whose: 'Gemini CLI' },
  { name: 'QWEN_CODE', whose: 'Qwen Code' },
  { name: 'OPENCODE', whose: 'opencode' },
  { name: 'CURSOR_AGENT', whose: 'the Cursor agent' },
  { name: 'CLINE_ACTIVE', whose: 'Cline' },
  { name: 'COPILOT_CLI', whose: 'Copilot CLI' },
]

/**
 * Whether this process may answer a person's questions, approve commands or force a landing: not inside an agent's environment,
 * unless this device allows it. `above`: environments of the processes above this one, where an agent of Forge's is seen although it cleared
 * its own; what other programs set up there says nothing about who types here.
 */
export function mayAnswer(env: Environment, config: DeviceConfig, above: readonly Environment[] = []): Result<void> {
  const whose = config.agentsMayAnswer ? null : agentBehind(env, above)
  if (whose === null) return ok(undefined)
  return failed(
    failure(
      'agent-may-not-answer',
      'Forge does not take this answer.',
      `It comes from inside ${whose}, and an agent must not approve its own work.`,
      'Answer in the note, in Obsidian or in a terminal of your own. To let agents answer on this device, set agents_may_answer: true in its config.',
    ),
  )
}

function agentBehind(env: Environment, above: readonly Environment[]): string | null {
  const ours = [env, ...above].some((one) => carries(one, OWN_SIGN))
  return ours ? OWN_SIGN.whose : (SIGNS.find((sign) => carries(env, sign))?.whose ?? null)
}

function carries(env: Environment, sign: Sign): boolean {
  return Object.entries(env).some(([name, value]) => isSet(value) && matches(name, sign.name))
}

function isSet(value: string): boolean {
  return value !== '' && value !== '0' && value.toLowerCase() !== 'false'
}

function matches(name: string, pattern: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}
