import { describe, expect, it } from 'vitest'
import { expandHome } from '../../../src/node/paths.ts'
import { discreet, fromHome, withTilde } from '../../../src/obsidian/desktop/discreet.ts'

describe('texts that others may read', () => {
  it.each([
    ['/home/me/code and /home/me', '/home/me', '~/code and ~'],
    ['/home/melissa/x /home/me-2/y', '/home/me', '/home/melissa/x /home/me-2/y'],
    ['C:\\Users\\Me\\code', 'C:\\Users\\Me', '~\\code'],
    ['C:/Users/me/code and c:\\users\\me\\x', 'C:\\Users\\Me', '~/code and ~\\x'],
    ['"C:\\\\Users\\\\Me\\\\code"', 'C:\\Users\\Me', '"~\\\\code"'],
    ['D:\\code', 'D:\\', 'D:\\code'],
    ['/var/home/me/code', '/home/me', '/var/home/me/code'],
    ['There is no folder /home/me. file:///home/me/x', '/home/me', 'There is no folder ~. file:~/x'],
    ['/home/zoë/x', '/home/zo', '/home/zoë/x'],
    ['/root/x', '/', '/root/x'],
    ['PATH=/home/me/bin:/home/me/x.y', '/home/me/', 'PATH=~/bin:~/x.y'],
  ])('%j of %s is %j', (text, home, said) => {
    expect(withTilde(text, [home])).toBe(said)
  })

  it('name no home under any of its names', () => {
    expect(withTilde('/var/home/me/x /home/me/y /srv/home/me/z', ['/home/me', '/var/home/me'])).toBe('~/x ~/y /srv/home/me/z')
  })

  it.each([
    ['/home/me/code', '/home/me', '~/code'],
    ['/home/me', '/home/me/', '~'],
    ['/home/melissa', '/home/me', '/home/melissa'],
    ['/var/home/me/code', '/home/me', '/var/home/me/code'],
    ['C:/Users/me/code', 'C:\\Users\\me', 'C:/Users/me/code'],
    ['/srv', '/', '/srv'],
  ])('and a field shows %s of %s as %s, which is that path when it is read', (path, home, said) => {
    expect(fromHome(path, home)).toBe(said)
    if (home.startsWith('/')) expect(expandHome(said, home).replace(/\/$/, '')).toBe(path)
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
    const env = { SHOP_TOKEN: 'token-of-shell', LANG: 'C.UTF-8' }
    const clean = discreet(env, ['/home/me'], config, { Y: 'value-of-file' })
    expect(clean('/home/me: value-of-agent token-of-shell value-of-file C.UTF-8')).toBe('~: ••• ••• ••• C.UTF-8')
  })
})
