import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, outcomeOf, SLOW_MS, Workshop } from './harness.ts'
import { refused, untouched } from './refusal.ts'

const FEATURE = 'discount-codes'

describe('a device that is not set up', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  afterAll(() => shop.remove())
  mkdirSync(path.join(shop.vault, 'forge'))

  it('has no vault', async () => {
    await refused(shop, { exit: 1, code: 'no-vault' }, ['status'])
    await refused(shop, { exit: 1, code: 'no-vault' }, ['court', FEATURE])
    await refused(shop, { exit: 1, code: 'no-vault' }, ['init', '--vault', path.join(shop.folder, 'nowhere'), '--repo', shop.shop])
  })

  it('has no repo', async () => {
    await refused(shop, { exit: 1, code: 'no-repo' }, ['init', '--vault', shop.vault, '--repo', shop.device])
    await refused(shop, { exit: 1, code: 'no-repo' }, ['init', '--vault', shop.vault, '--repo', path.join(shop.folder, 'nowhere')])
    await refused(shop, { exit: 1, code: 'no-repo' }, ['implement', FEATURE, '--hotfix', 'Now', '--vault', shop.vault])
  })

  it('has no git', async () => {
    const bare = path.join(shop.folder, 'bin')
    mkdirSync(bare)
    symlinkSync(process.execPath, path.join(bare, 'node'))
    await refused(shop, { exit: 1, code: 'no-git' }, ['init', '--vault', shop.vault, '--repo', shop.shop], { env: { PATH: bare } })
  })
})

describe('a repo that cannot be worked in', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  beforeAll(() => shop.open(FEATURE), SLOW_MS)
  afterAll(() => shop.remove())

  it('was moved', async () => {
    const away = path.join(shop.folder, 'moved')
    cpSync(shop.shop, away, { recursive: true })
    renameSync(shop.shop, path.join(shop.folder, 'gone'))
    const outcome = await outcomeOf(shop.startWith({ cwd: shop.vault }, 'court', FEATURE, '--json'))
    expect(failureOf(outcome)).toMatchObject({ exit: 1, code: 'no-repo' })
    expect(failureOf(outcome).text).toContain(shop.shop)
    renameSync(path.join(shop.folder, 'gone'), shop.shop)
    expect(shop.asked()).toEqual([])
  })

  it('has no commit yet', async () => {
    const empty = path.join(shop.folder, 'empty')
    mkdirSync(empty)
    execFileSync('git', ['init', '--quiet'], { cwd: empty })
    await shop.reach('init', '--vault', shop.vault, '--repo', empty, '--name', 'empty')
    const around = { cwd: empty }
    await outcomeOf(shop.startWith(around, 'spec', 'first-thing', '--from', path.join(shop.shop, 'README.md'), '--repo', 'empty'))
    await outcomeOf(shop.startWith(around, 'trust', '--yes'))
    await refused(shop, { exit: 1, code: 'unborn-branch' }, ['court', 'first-thing'], around)
    await refused(shop, { exit: 1, code: 'unborn-branch' }, ['implement', 'quick', '--hotfix', 'Now'], around)
    expect(shop.asked()).toEqual([])
  })

  it('is none that this device knows', async () => {
    await refused(shop, { exit: 1, code: 'no-repo' }, ['status', '--repo', 'elsewhere'])
  })
})

describe('what a person types', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  beforeAll(() => shop.open(FEATURE), SLOW_MS)
  afterAll(() => shop.remove())

  const commands: readonly (readonly string[])[] = [
    ['spec'],
    ['court'],
    ['implement'],
    ['implement', '--hotfix', 'Now'],
    ['critique'],
    ['retro'],
    ['land'],
    ['drop'],
    ['answer'],
    ['status'],
  ]

  it.each(commands.map((command) => command.join(' ')))('is no feature name for "%s"', async (command) => {
    const [verb = '', ...more] = command.split(' ')
    await refused(shop, { exit: 2, code: 'bad-feature-name' }, [verb, '../x', ...more])
  })

  it.each(['with\nnewline', 'x'.repeat(300), 'UPPER', 'a/b', 'a b', '.hidden', 'ümlaut', 'x\u0007', ''])(
    'is no feature name: %j',
    async (name) => {
      const before = untouched(shop)
      const outcomes = await Promise.all([
        shop.forge('spec', name),
        shop.forge('implement', name, '--hotfix', 'Now'),
        shop.forge('court', name),
      ])
      for (const outcome of outcomes) expect(failureOf(outcome)).toMatchObject({ exit: 2, code: 'bad-feature-name' })
      expect(Math.max(...outcomes.map((outcome) => failureOf(outcome).text.length))).toBeLessThan(400)
      expect(untouched(shop)).toEqual(before)
    },
  )

  it.each([
    ['an unknown command', ['frobnicate', FEATURE]],
    ['a command that is nearly right', ['cort', FEATURE]],
    ['a missing argument', ['spec']],
    ['a missing argument', ['drop']],
    ['an unknown option', ['court', FEATURE, '--frobnicate']],
    ['an option without its value', ['implement', FEATURE, '--hotfix']],
    ['too many words', ['court', FEATURE, 'and', 'more']],
    ['init without folders', ['init']],
    ['a juror without a lens', ['court', FEATURE, '--jurors', 'mine:value,,']],
    ['a spec from a file that is not there', ['spec', 'other', '--from', 'nowhere.md']],
  ])('is wrong use: %s', async (_, args) => {
    await refused(shop, { exit: 2, code: 'bad-usage' }, args)
  })

  it.each([
    ['no-such-feature', 2, ['court', 'unheard-of']],
    ['no-such-feature', 2, ['drop', 'unheard-of']],
    ['no-such-feature', 2, ['answer', 'unheard-of', 'plan', 'approve']],
    ['no-such-run', 2, ['log', 'unheard-of']],
    ['note-exists', 1, ['spec', FEATURE]],
    ['no-go-verdict', 1, ['implement', FEATURE]],
    ['not-ready', 1, ['critique', FEATURE]],
    ['not-ready', 1, ['land', FEATURE]],
    ['not-ready', 1, ['retro', FEATURE]],
    ['agent-unknown', 1, ['court', FEATURE, '--jurors', 'nobody:value']],
  ])('comes too early or asks for what is not there: %s', async (code, exit, args) => {
    await refused(shop, { exit, code }, args)
    expect(shop.asked()).toEqual([])
  })
})

describe('what stands in settings and notes', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  beforeAll(async () => {
    await shop.open(FEATURE)
    shop.keep('open')
  }, SLOW_MS)
  beforeEach(() => shop.comeBackTo('open'))
  afterAll(() => shop.remove())
  const config = path.join(shop.device, 'config.yaml')

  it.each([
    ['no YAML', 'agents: { mine: [\n'],
    ['a list', '- agents\n'],
    ['a wrong kind', 'agents: 7\n'],
    ['an unknown key', 'agent: {}\n'],
  ])('is a device config with %s', async (_, text) => {
    writeFileSync(config, text)
    for (const args of [['status'], ['court', FEATURE, '--vault', shop.vault]])
      expect(await refused(shop, { exit: 1, code: 'bad-config' }, args)).toContain('config.yaml')
  })

  it('is an agent whose program is not there', async () => {
    shop.misbehave('')
    const text = shop.read('forge/core-rules/policy.md')
    writeFileSync(
      config,
      `vaults: { vault: ${shop.vault} }\nrepos: { shop: { path: ${shop.shop}, vault: vault } }\nagents: { mine: { kind: command, argv: [${shop.folder}/no-such-agent] } }\n`,
    )
    await refused(shop, { exit: 1, code: 'agent-missing' }, ['court', FEATURE])
    await refused(shop, { exit: 1, code: 'agent-missing' }, ['implement', 'quick', '--hotfix', 'Now'])
    expect(shop.read('forge/core-rules/policy.md')).toBe(text)
  })

  it.each([
    ['an unknown key', 'jurers: [mine]', 'jurers'],
    ['a value of the wrong kind', 'quorum: many', 'quorum'],
    ['a number that is none', 'agent_timeout_s: -1', 'agent_timeout_s'],
    ['a lens that is none', 'jurors: ["mine:taste:"]', 'jurors'],
    ['broken YAML', 'gates: ["', 'policy.md'],
  ])('is a policy with %s', async (_, line, named) => {
    shop.setPolicy([line])
    expect(await refused(shop, { exit: 1, code: 'bad-policy' }, ['court', FEATURE])).toContain(named)
    expect(shop.asked()).toEqual([])
  })

  it('is a spec that is not UTF-8, or empty', async () => {
    const spec = path.join(shop.vault, shop.find('_spec'))
    writeFileSync(spec, Buffer.concat([Buffer.from(shop.read(shop.find('_spec'))), Buffer.from([0xff, 0xfe, 0x80])]))
    expect(failureOf(await shop.forge('court', FEATURE)).exit).toBe(1)
    writeFileSync(spec, shop.read(shop.find('_spec')).replace(/\n---\n[^]*/, '\n---\n'))
    expect(failureOf(await shop.forge('court', FEATURE))).toMatchObject({ exit: 1, code: 'not-ready' })
    expect(shop.asked()).toEqual([])
  })

  it('is a gate that this device has not approved', async () => {
    shop.setPolicy(['gates: ["node --test", "node --version"]'])
    const text = await refused(shop, { exit: 3, code: 'untrusted-commands' }, ['implement', 'quick', '--hotfix', 'Now'])
    expect(text).toContain('node --version')
    expect(shop.asked()).toEqual([])
  })
})
