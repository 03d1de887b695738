import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { vi } from 'vitest'
import { cacheFolder } from '../../../src/node/environment.ts'
import { Workshop } from '../../journey/harness.ts'
import type { Cli } from './clis.ts'
import { environmentIn, loginOf } from './environment.ts'
import { openStory, type Story } from './story.ts'

const FEATURE = 'discount-codes'

/** What the way to the built code comes to where all goes as the story has it. */
export const BUILT = ['court 0', 'implement 3', 'answer 0', 'implement 0']

/** A workshop whose agents are real CLIs. `proxy`: through which everything goes that does not stay on this machine. */
class RealShop extends Workshop {
  private login: Readonly<Record<string, string>> = {}

  constructor(private readonly proxy: string) {
    super()
  }

  /** Logs a CLI in to the service at `url`. */
  logIn(cli: Cli, url: string): void {
    this.login = { ...this.login, ...loginOf(cli, this.folder, url) }
  }

  /** Writes the device config: each agent by name. */
  writeAgents(agents: Readonly<Record<string, string>>): void {
    const lines = Object.entries(agents).map(([name, agent]) => `  ${name}: ${agent}`)
    const worktrees = `worktrees_at: ${JSON.stringify(this.worktrees)}`
    writeFileSync(path.join(this.device, 'config.yaml'), ['agents:', ...lines, worktrees, ''].join('\n'))
  }

  override environment(): Record<string, string> {
    return { ...super.environment(), ...environmentIn(this.folder, this.proxy), ...this.login }
  }

  story(cli: Cli): Story {
    return openStory({ cli, shop: this.shop, worktrees: this.worktrees, feature: FEATURE })
  }

  /** From the spec to the built code: each command with its exit code, and all that was said. */
  async untilBuilt(jurors: readonly string[]): Promise<{ readonly commands: readonly string[]; readonly said: string }> {
    await this.open(FEATURE, [`jurors: [${jurors.join(', ')}]`])
    const commands: string[] = []
    let said = ''
    for (const args of [['court', FEATURE], ['implement'], ['answer', FEATURE, 'plan', 'approve'], ['implement']]) {
      const { exit, stdout, stderr } = await this.forge(...args)
      commands.push(`${args[0] ?? ''} ${String(exit)}`)
      said += stdout + stderr
    }
    return { commands, said }
  }

  private get worktrees(): string {
    return path.join(this.folder, 'worktrees')
  }
}

/** Not in the system's folder for temporary files: Gemini takes no settings from below what everybody may write to. */
export function openRealShop(proxy: string): RealShop {
  mkdirSync(cacheFolder(), { recursive: true })
  vi.stubEnv('TMPDIR', cacheFolder())
  try {
    return new RealShop(proxy)
  } finally {
    vi.unstubAllEnvs()
  }
}
