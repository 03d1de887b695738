import { claude } from './claude.ts'
import { codex } from './codex.ts'
import { command } from './command.ts'
import { gemini } from './gemini.ts'
import { kimi } from './kimi.ts'
import type { Kind } from './kind.ts'
import { opencode } from './opencode.ts'
import { person } from './person.ts'
import { qwen } from './qwen.ts'
import { rehearsal } from './rehearsal.ts'

/** Every agent CLI that Forge can drive, one line each. */
export const KINDS: readonly Kind[] = [claude, codex, gemini, kimi, qwen, opencode, command, rehearsal, person]

export function kindOf(name: string): Kind | null {
  return KINDS.find((kind) => kind.name === name) ?? null
}
