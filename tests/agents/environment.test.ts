import { describe, expect, it } from 'vitest'
import { claude } from '../../src/agents/claude.ts'
import { command } from '../../src/agents/command.ts'
import type { AgentConfig } from '../../src/agents/config.ts'
import { environmentOf, filledIn } from '../../src/agents/environment.ts'
import type { Device } from '../../src/agents/environment.ts'
import type { Kind } from '../../src/agents/kind.ts'
import type { Keychain } from '../../src/basics/keychain.ts'
import { fixture } from './bench.ts'

const env = {
  PATH: '/bin',
  HOME: '/me',
  LC_ALL: 'C',
  CLAUDECODE: '1',
  FORGE_RUN_MARK: 'outer',
  GITHUB_TOKEN: 'g',
  ANTHROPIC_API_KEY: 'key',
  ANTHROPIC_MODEL: 'm',
  CLAUDE_CODE_OAUTH_TOKEN: 'o',
  https_proxy: 'p',
  SystemRoot: 'C:\\Windows',
}
const device: Device = { platform: 'linux', env, fileEnv: { FROM_FILE: 'file', HOME: '/not/me' } }

function environment(kind: Kind, more: Partial<AgentConfig> = {}, on: Device = device): unknown {
  const made = environmentOf('mine', kind, fixture('', more), { PATH: '/found:/bin' }, on)
  return made.ok ? made.value : made.error
}

describe('the environment of an agent', () => {
  it('is an allow-list, with the PATH the program was found by', () => {
    expect(environment(command)).toEqual({ PATH: '/found:/bin', HOME: '/me', LC_ALL: 'C', https_proxy: 'p' })
  })

  it('has the variables of its vendor', () => {
    expect(environment(claude)).toMatchObject({ ANTHROPIC_API_KEY: 'key', ANTHROPIC_MODEL: 'm', CLAUDE_CODE_OAUTH_TOKEN: 'o' })
    expect(environment(claude)).not.toHaveProperty('CLAUDECODE')
  })

  it('has no key that would be billed where a plan pays, unless the person gave it or another service is asked', () => {
    expect(environment(claude, { pays: 'plan' })).not.toHaveProperty('ANTHROPIC_API_KEY')
    expect(environment(claude, { pays: 'plan', env: { ANTHROPIC_API_KEY: 'mine' } })).toHaveProperty('ANTHROPIC_API_KEY', 'mine')
    expect(environment(claude, { pays: 'plan', env: { ANTHROPIC_BASE_URL: 'http://x' } })).toHaveProperty('ANTHROPIC_API_KEY', 'key')
    const others = { ...device, env: { ...env, OPENAI_BASE_URL: 'http://x' } }
    expect(environment(claude, { pays: 'plan' }, others)).not.toHaveProperty('ANTHROPIC_API_KEY')
  })

  it('holds secrets in what it is filled with, but the home folder and the like are none', () => {
    const filled = { env: { A: '${HOME}/x', B: '${FROM_FILE}', C: 'plain', D: '${https_proxy}' } }
    expect(filledIn(fixture('', filled), device)).toEqual(['file', 'p'])
  })

  it('is filled from this device, then from env_file', () => {
    expect(environment(command, { env: { A: '${HOME}/x-${FROM_FILE}', B: '$HOME ${}' } })).toMatchObject({
      A: '/me/x-file',
      B: '$HOME ${}',
    })
  })

  it('is filled last from where the face keeps secrets, whose value is masked too', () => {
    const kept: Readonly<Record<string, string>> = { CHEAP_KEY: 'from-the-keychain', FROM_FILE: 'not this', HOME: 'nor this' }
    const keychain: Keychain = {
      read: (variable) => kept[variable] ?? null,
      placeOf: (variable) => `in the drawer as ${variable}`,
      adviceOn: (variable, agent) => `Put ${variable} in the drawer for ${agent}.`,
    }
    const on: Device = { ...device, keychain }
    const asked = { env: { A: '${CHEAP_KEY}', B: '${FROM_FILE}', C: '${HOME}' } }
    expect(environment(command, asked, on)).toMatchObject({ A: 'from-the-keychain', B: 'file', C: '/me' })
    expect(filledIn(fixture('', asked), on)).toEqual(['from-the-keychain', 'file'])
    expect(environment(command, { env: { A: '${NOWHERE}' } }, on)).toMatchObject({
      why: 'Its A asks for ${NOWHERE}, which is set neither in this environment nor in env_file nor in the drawer as NOWHERE.',
      next: 'Put NOWHERE in the drawer for mine.',
    })
  })

  it('cannot be made where a variable is missing, and says which', () => {
    expect(environment(command, { env: { A: '${NOWHERE}' } })).toMatchObject({
      code: 'bad-config',
      why: expect.stringContaining('NOWHERE') as unknown,
    })
  })

  it('has what Windows needs, whatever its case', () => {
    expect(environment(command, {}, { ...device, platform: 'win32', env: { ...env, Path: 'C:\\x' } })).toMatchObject({
      SystemRoot: 'C:\\Windows',
      PATH: '/found:/bin',
    })
    expect(environment(command, {}, { ...device, platform: 'win32', env: { ...env, Path: 'C:\\x' } })).not.toHaveProperty('Path')
  })
})
