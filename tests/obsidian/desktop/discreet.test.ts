import { describe, expect, it } from 'vitest'
import { discreet, withTilde } from '../../../src/obsidian/desktop/discreet.ts'

describe('texts that others may read', () => {
  it.each([
    ['/home/me/code and /home/me', '/home/me', '~/code and ~'],
    ['/home/melissa/x /home/me-2/y', '/home/me', '/home/melissa/x /home/me-2/y'],
    ['C:\\Users\\Me\\code', 'C:\\Users\\Me', '~\\code'],
    ['/root/x', '/', '/root/x'],
    ['PATH=/home/me/bin:/home/me/x.y', '/home/me/', 'PATH=~/bin:~/x.y'],
  ])('%j of %s is %j', (text, home, said) => {
    expect(withTilde(text, home)).toBe(said)
  })

  it('hold no value that an agent is given, no secret of the environment and none of the env_file', () => {
    const agent = { kind: 'claude', model: null, pays: 'api', argv: [], path: null, unconfined: false, fallback: null } as const
    const config = {
      vaults: {},
      repos: {},
      agents: { a: { ...agent, env: { X: 'value-of-agent' } } },
      worktreesAt: null,
      envFile: null,
      agentsMayAnswer: false,
      goOn: false,
    }
    const place = { platform: 'linux', home: '/home/me', env: { SHOP_TOKEN: 'token-of-shell', LANG: 'C.UTF-8' } } as const
    const clean = discreet(place, config, { Y: 'value-of-file' })
    expect(clean('/home/me: value-of-agent token-of-shell value-of-file C.UTF-8')).toBe('~: ••• ••• ••• C.UTF-8')
  })
})
