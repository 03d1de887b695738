import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/basics/clock.ts'
import type { Check } from '../../src/commands/check.ts'
import { examine } from '../../src/commands/doctor.ts'
import { initialise, type InitOrder } from '../../src/commands/init.ts'
import { configFile, type DevicePlace } from '../../src/device/place.ts'
import { gitFixture, type FixtureOptions } from '../repo/git-fixture.ts'

/** A repo, a vault beside it and a device whose PATH has git, Node, and whatever is put into `bin`. */
function scene(options: FixtureOptions = {}) {
  const fixture = gitFixture(options)
  const [vault, bin] = ['vault', 'bin'].map((name) => path.join(fixture.top, name)) as [string, string]
  for (const folder of [vault, bin]) mkdirSync(folder)
  const program = (name: string, prints: string): void => {
    writeFileSync(path.join(bin, name), `#!/bin/sh\necho '${prints}'\n`)
    chmodSync(path.join(bin, name), 0o755)
  }
  const env = {
    ...fixture.env,
    PATH: `${bin}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
    FORGE_HOME: path.join(fixture.top, 'device'),
    SHELL: '',
  }
  const place = (more: Readonly<Record<string, string>> = {}): DevicePlace => ({
    platform: 'linux',
    home: fixture.top,
    env: { ...env, ...more },
  })
  const face = {
    name: 'obsidian',
    clock: systemClock,
    stop: new AbortController().signal,
    rehearsal: null,
    progress: () => undefined,
  } as const
  const link = (order: Partial<InitOrder> = {}) => initialise(place(), face, { vault, repo: fixture.root, name: null, ...order })
  const look = (more: Readonly<Record<string, string>> = {}, folder = vault) =>
    examine({ device: place(more), folder, vault: folder, repo: null, rehearsal: null })
  const config = (): string => readFileSync(configFile(place()), 'utf8')
  const isUntouched = (): boolean => !existsSync(configFile(place())) && !existsSync(path.join(vault, 'forge'))
  return { ...fixture, vault, bin, program, place, link, look, config, isUntouched }
}

const wrong = (checks: readonly Check[]): readonly string[] =>
  checks.filter((check) => !check.ok).map(({ what, next }) => `${what} ${next ?? ''}`)

describe('linking a repo', () => {
  it('stores nothing where there is no folder, no commit, or a name that cannot be', async () => {
    const { link, top, isUntouched } = scene({ files: null })
    expect(await link({ repo: path.join(top, 'nowhere') })).toMatchObject({ ok: false, error: { code: 'no-repo' } })
    expect(await link({ needsCommit: true })).toMatchObject({ ok: false, error: { code: 'unborn-branch' } })
    expect(isUntouched()).toBe(true)
    expect(await link({ name: 'my shop' })).toMatchObject({ ok: false, error: { code: 'bad-config' } })
    expect(isUntouched()).toBe(true)
  })

  it('adds the CLIs that it finds, the further ones where none of the first is there', async () => {
    const other = scene()
    other.program('opencode', '1.18.33')
    expect((await other.link()).ok).toBe(true)
    expect(other.config()).toMatch(/agents:\n\s+opencode:\n?\s*\{?\s*kind: opencode/)
    const both = scene()
    both.program('opencode', '1.18.33')
    both.program('claude', '2.1.329')
    expect((await both.link()).ok).toBe(true)
    expect(both.config()).toContain('kind: claude')
    expect(both.config()).not.toContain('opencode')
  })

  it('follows a repo that has moved, under the name that notes have for it', async () => {
    const { link, root, config } = scene()
    expect(await link({ name: 'till' })).toMatchObject({ ok: true, value: { changed: true } })
    renameSync(root, `${root}-2`)
    const there = { repo: `${root}-2`, name: 'till', hasMoved: true }
    expect(await link(there)).toMatchObject({ ok: true, value: { name: 'till', changed: true } })
    expect(config()).toContain(`${root}-2`)
    expect(config()).not.toMatch(/till-2|shop:/)
    expect(await link(there)).toMatchObject({ ok: true, value: { changed: false } })
  })

  it('follows a vault whose folder was renamed', async () => {
    const { link, vault, config } = scene()
    await link()
    renameSync(vault, `${vault}-2`)
    expect(await link({ vault: `${vault}-2` })).toMatchObject({ ok: true, value: { name: 'shop', changed: true } })
    expect(config()).toContain(`vault: ${vault}-2`)
    expect(config()).not.toContain('vault-2:')
  })

  it('does not take a repo away from another vault', async () => {
    const { link, top, config } = scene()
    await link()
    const before = config()
    const other = path.join(top, 'other')
    mkdirSync(other)
    expect(await link({ vault: other })).toMatchObject({ ok: false, error: { code: 'bad-config' } })
    expect(config()).toBe(before)
  })
})

describe('a look at the setup', () => {
  it('tells of a bare device what to do, and writes nothing', async () => {
    const { look, program, isUntouched } = scene()
    program('claude', '2.1.200 (Claude Code)')
    expect(wrong(await look())).toEqual([
      expect.stringMatching(/is no vault of Forge's.*Run forge init/),
      'No agent is set up on this device, though claude can be found. Run forge init, or add one under agents in the device config.',
    ])
    expect(isUntouched()).toBe(true)
  })

  it('is content with a linked repo and an agent, and tells git, Node and the repo', async () => {
    const { link, look, program, root } = scene()
    program('claude', '2.1.100 (Claude Code)')
    await link()
    const checks = await look()
    expect(wrong(checks)).toEqual([])
    const whats = checks.map(({ what }) => what).join('\n')
    for (const said of [/^Git 2\.\d+/m, /^Node\.js \d+\./m, /2\.1\.100, .*bin\/claude/]) expect(whats).toMatch(said)
    expect(whats).toContain(`The repo "shop" is ${root}, on main.`)
    expect(checks.find((check) => check.about === 'policy')).toMatchObject({
      ok: true,
      next: expect.stringContaining('npm test') as string,
    })
  })

  it('tells once that git is missing, and that it is too old to land', async () => {
    const { link, look, bin, program } = scene()
    await link()
    const bare = { PATH: bin }
    expect(wrong(await look(bare)).filter((line) => /[Gg]it/.test(line))).toEqual([expect.stringMatching(/Git was not found.*Install git/)])
    program('git', 'git version 2.30.2')
    expect(wrong(await look()).join()).toMatch(/Git 2\.30\.2 is too old.*Install git 2\.38/)
  })

  it('tells that a sandbox keeps programs away, of a snap only where they are', async () => {
    const { link, look, bin } = scene()
    await link()
    expect(wrong(await look({ FLATPAK_ID: 'md.obsidian.Obsidian' }))).toContainEqual(expect.stringMatching(/inside Flatpak.*AppImage/))
    expect(wrong(await look({ SNAP: '/snap/obsidian/1' })).join()).not.toContain('Snap')
    expect(wrong(await look({ SNAP: '/snap/obsidian/1', PATH: bin })).join()).toContain('inside Snap')
  })

  it('tells that the repo has moved, and which agents the policy names in vain', async () => {
    const { link, look, root, vault } = scene()
    await link()
    renameSync(root, `${root}-2`)
    writeFileSync(path.join(vault, 'forge/core-rules/policy.md'), '---\njurors: [gemini:value]\ngates: [npm test]\n---\n')
    const said = wrong(await look()).join('\n')
    expect(said).toMatch(/The repository shop is not where it was/)
    expect(said).toMatch(/names the agent gemini, which this device does not have/)
  })
})
