import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { PreviewDriver, type AppPage } from './driver.ts'

const SECRET = 'quite-secret-0123456789'
/** A CLI that tells its version and that somebody is logged in; it has no model. */
const CLAUDE = `#!/bin/sh
case "$1" in
  --version) echo "2.1.200 (Claude Code)";;
  *) echo '{"loggedIn": true}';;
esac
`

describe('settings and setup', () => {
  const home = mkdtempSync(path.join(os.tmpdir(), 'forge-settings-'))
  const vault = path.join(home, 'vault')
  const code = path.join(home, 'code')
  const repo = path.join(code, 'shop')
  const device = path.join(home, 'device')
  const own = path.join(home, '.local/bin')
  const config = path.join(device, 'config.yaml')
  const policy = path.join(vault, 'forge/core-rules/policy.md')
  const setup = path.join(vault, 'forge/setup.md')
  const env = {
    PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`,
    HOME: home,
    FORGE_HOME: device,
    LANG: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    SHOP_API_KEY: SECRET,
  }
  let driver: PreviewDriver
  let app: AppPage

  const git = (folder: string, ...args: readonly string[]): void => void execFileSync('git', args, { cwd: folder })
  const read = (file: string): string => readFileSync(file, 'utf8')
  const isUntouched = (): boolean => !existsSync(path.join(vault, 'forge')) && !existsSync(config)
  const open = async (options: Parameters<PreviewDriver['open']>[0] = {}): Promise<AppPage> => {
    app = await driver.open(options)
    return app
  }
  const row = (name: string): Locator => {
    const named = app.page.locator('.setting-item-name').filter({ hasText: new RegExp(`^${name}$`) })
    return app.page.locator('.setting-item').filter({ has: named }).last()
  }
  const field = (name: string): Locator => row(name).locator('input, textarea')
  /** A text is taken when its field is left. */
  const fill = async (name: string, text: string): Promise<void> => {
    await field(name).fill(text)
    await field(name).blur()
  }
  const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 60_000, interval: 20 })
  const writeConfig = (agents: string): void =>
    writeFileSync(
      config,
      `# mine\nvaults: { notes: ${vault} }\nrepos:\n  shop: { path: ${repo}, vault: notes } # the shop\nagents:\n${agents}`,
    )
  const writePolicy = (keys: string): void => {
    mkdirSync(path.dirname(policy), { recursive: true })
    writeFileSync(policy, `---\n${keys}---\n\nMine.\n`)
  }

  beforeAll(async () => {
    mkdirSync(vault)
    driver = await PreviewDriver.start({ vault, env })
  })
  beforeEach(() => {
    for (const folder of [path.join(vault, 'forge'), device, code, own]) rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
    for (const folder of [device, repo, own]) mkdirSync(folder, { recursive: true })
    git(repo, 'init', '--quiet', '--initial-branch', 'main')
    git(repo, '-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--allow-empty', '--message', 'Begin')
    writeFileSync(path.join(own, 'claude'), CLAUDE)
    chmodSync(path.join(own, 'claude'), 0o755)
  })
  afterEach(async () => {
    expect(app.errors).toEqual([])
    await app.close()
  })
  afterAll(async () => {
    await driver.close()
    rmSync(home, { recursive: true, force: true, maxRetries: 10 })
  })

  it('shows the board at the first use, which offers to link a repo, and creates nothing', async () => {
    await open()
    await app.page.evaluate(() => window.preview?.userEnable())
    await app.board().getByRole('button', { name: /repo/ }).first().waitFor()
    await app.page.evaluate(() => window.preview?.userEnable())
    expect(await app.page.locator('.workspace-leaf-content[data-type^="forge"]').count()).toBe(1)
    expect(isUntouched()).toBe(true)
  })

  it('links a repo by its path, says what is wrong with others, and stores nothing before', async () => {
    await open()
    await app.openSettings()
    await row('Linked repo').getByRole('button', { name: 'Link a repo…' }).click()
    expect(isUntouched()).toBe(true)
    for (const folder of ['plain', 'unborn']) mkdirSync(path.join(code, folder))
    git(path.join(code, 'unborn'), 'init', '--quiet')
    const problem = app.modal().locator('.forge-problem')
    for (const [typed, said] of [
      ['code/shop', 'no full path'],
      [path.join(home, 'nowhere'), 'There is no folder'],
      [path.join(code, 'plain'), 'is not in a git repository'],
      [path.join(code, 'unborn'), 'Make a first commit, then try again.'],
    ] as const) {
      await fill('Folder of the repo', typed)
      await app.click('Link')
      await problem.getByText(said).waitFor()
      expect(isUntouched(), typed).toBe(true)
    }
    await app.picture('link-refused')
    await fill('Folder of the repo', '~/code/shop')
    await app.click('Link')
    await app.modal().getByText('~/.local/bin/claude').waitFor()
    await app.picture('link-done')
    expect(read(config)).toContain(repo)
    expect(read(policy)).toMatch(/^jurors: \["?claude:value"?, "?claude:cost"?, "?claude:risk"?\]$/m)
    await app.click('Done')
    await row('Linked repo: shop').waitFor()
    await row('claude').getByText('Logged in').waitFor()
    await app.picture('settings-linked')
  })

  it('takes a folder that is dropped, and offers a person as juror where no agent is found', async () => {
    rmSync(path.join(own, 'claude'))
    await open()
    await app.openSettings()
    await app.click('Link a repo…')
    await app.modal().locator('.forge-drop').waitFor()
    await app.page.evaluate((address) => {
      const data = new DataTransfer()
      data.setData('text/uri-list', address)
      document.querySelector('.forge-drop')?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
    }, `file://${repo}`)
    await app.click('Link')
    await app.modal().getByText('claude was not found').click()
    await app.modal().getByText('/usr/bin', { exact: true }).first().waitFor()
    await app.picture('link-without-agents')
    await app.click('Add me as a juror')
    await app.modal().getByText('You have the seat me:value.').waitFor()
    expect(read(config)).toMatch(/me:\n?\s+\{? ?kind: person/)
    expect(read(policy)).toMatch(/^jurors: \["?me:value"?\]$/m)
  })

  it('splices one key of the policy, keeps what a person wrote, and stores nothing that is wrong', async () => {
    writeConfig('  claude: { kind: claude }\n')
    writePolicy('jurors: [claude:value, claude:cost] # both\ngo_at: 7\n')
    await open()
    await app.openSettings()
    await row('Linked repo: shop').waitFor()
    await row('Verdicts').click()
    await fill('Go at', '12')
    await row('Go at').getByText('Allowed is a number from 0 to 10.').waitFor()
    await fill('Kill below', '8')
    await row('Kill below').getByText('no score could mean DEFER').waitFor()
    await app.picture('settings-refused')
    await fill('Kill below', '3')
    await until(() => expect(read(policy)).toContain('kill_below: 3'))
    await fill('Go at', '7.5')
    await until(() => expect(read(policy)).toContain('go_at: 7.5'))
    expect(read(policy)).toBe('---\njurors: [claude:value, claude:cost] # both\ngo_at: 7.5\nkill_below: 3\n---\n\nMine.\n')
    await fill('Go at', '6.5')
    await until(() => expect(read(policy)).not.toContain('go_at'))
    expect(readdirSync(vault, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('data.json'))).toEqual([])
  })

  it('makes the policy note with the first value that is set, on a phone too', async () => {
    await open({ phone: true })
    await app.openSettings()
    await app.picture('settings-phone')
    await fill('Gates', 'npm test\nnpm run lint')
    await until(() => expect(read(policy)).toMatch(/^gates: \[npm test, npm run lint\]$/m))
    expect(read(policy)).toContain('category: forge/policy')
    expect(existsSync(config)).toBe(false)
    expect(await row('Repo and agents').innerText()).toContain('desktop app')
  })

  it('keeps what was typed when the window closes at once', async () => {
    await open()
    await app.openSettings()
    await row('Limits').click()
    await field('Budget in dollars').fill('5')
    await app.page.keyboard.press('Escape')
    await until(() => expect(read(policy)).toMatch(/^budget_usd: 5$/m))
  })

  it('shows each agent, where it was looked for, and changes its entry without its comments', async () => {
    writeConfig(`  # the good one\n  claude: { kind: claude, env: { SHOP_KEY: "${SECRET}" } } # keep\n  other: { kind: codex }\n`)
    await open()
    await app.openSettings()
    await row('other').getByText('Not found', { exact: true }).waitFor()
    await row('claude').click()
    await row('Found here').getByText('~/.local/bin/claude').waitFor()
    await row('Variables').getByText('SHOP_KEY').waitFor()
    await row('Paid by').locator('select').selectOption('api')
    await until(() => expect(read(config)).toContain('pays: api'))
    await fill('Path of the program', 'bin/claude')
    await row('Path of the program').getByText('absolute path').waitFor()
    await fill('Path of the program', '~/nowhere/claude')
    await until(() => expect(read(config)).toContain('~/nowhere/claude'))
    await row('Found here').getByText('not found').waitFor()
    await row('Stand-in').locator('select').selectOption('other')
    await until(() => expect(read(config)).toContain('fallback: other'))
    await fill('Price', '2')
    await row('Price').getByText('Allowed in a price: in, out, cached.').waitFor()
    await fill('Price', '2, 10')
    await until(() => expect(read(config)).toMatch(/price: \{ ?in: 2, out: 10 ?\}/))
    await row('Stand-in').locator('select').selectOption('')
    await until(() => expect(read(config)).not.toContain('fallback'))
    await app.picture('settings-agent')
    expect(await app.page.locator('.mod-settings').innerText()).not.toContain(SECRET)
    expect(read(config)).toMatch(/# the good one\n {2}claude:.*# keep/)
    expect(read(config)).toContain('# the shop')
    await app.page.locator('.setting-page-back').click()
    await app.page.getByText('Add an agent').click()
    await row('Kind').locator('select').selectOption('command')
    await app.click('Add agent')
    await app.modal().getByText('An agent of kind command needs argv').waitFor()
    await fill('Program and arguments', `${process.execPath}\nagent.mjs`)
    await fill('Name', 'mine')
    await app.click('Add agent')
    await row('mine').getByText('Found', { exact: true }).waitFor()
    await row('other').locator('[aria-label="Delete"]').click()
    await app.click('Remove')
    await until(() => expect(read(config)).not.toContain('other'))
  })

  it('stores what an agent asks for in Obsidian, says that it is set, and never shows it', async () => {
    const env = '{ A: "Bearer ${CHEAP_KEY}", B: "${SHOP_API_KEY}" }'
    writeConfig(`  claude: { kind: claude, env: ${env} }\n`)
    await open()
    await app.openSettings()
    await row('claude').click()
    await row('SHOP_API_KEY').getByText("Set in this device's environment").waitFor()
    await row('Found here').getByText('CHEAP_KEY').waitFor()
    await row('CHEAP_KEY').getByText('Not set').waitFor()
    const stored = 'stored-in-the-app-0123456789'
    expect(await field('CHEAP_KEY').getAttribute('type')).toBe('password')
    await field('CHEAP_KEY').fill(stored)
    await row('CHEAP_KEY').getByRole('button', { name: 'Store' }).click()
    await row('CHEAP_KEY').getByText("Set in Obsidian's secret storage as cheap-key.").waitFor()
    await row('Found here').getByText('CHEAP_KEY').waitFor({ state: 'detached' })
    await app.picture('settings-secret')
    expect(await field('CHEAP_KEY').inputValue()).toBe('')
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.filter((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8').includes(stored))).toEqual([])
    expect(await app.page.content()).not.toContain(stored)
    await row('CHEAP_KEY').getByRole('button', { name: 'Forget' }).click()
    await row('CHEAP_KEY').getByText('Not set').waitFor()
  })

  it('approves commands by their exact text, and only then', async () => {
    writeConfig('  me: { kind: person }\n')
    writePolicy('setup: [npm ci]\ngates: ["npm test -- --run", "<b>echo</b>", "make \\u202Ehs.x"]\n')
    await open({ theme: 'dark' })
    await app.openSettings()
    await row('Commands of shop').getByRole('button', { name: 'Review…' }).click()
    await app.modal().getByText('<b>echo</b>').waitFor()
    expect(await app.modal().locator('code').allInnerTexts()).toEqual(['npm ci', 'npm test -- --run', '<b>echo</b>', 'make \u202ehs.x'])
    expect(await app.modal().getByText('characters that cannot be seen').count()).toBe(1)
    await app.page.waitForFunction(() => document.activeElement?.textContent === 'Not now')
    await app.picture('trust')
    await app.click('Not now')
    expect(existsSync(path.join(device, 'trust.yaml'))).toBe(false)
    await row('Commands of shop').getByRole('button', { name: 'Review…' }).click()
    await app.click('Approve on this device')
    await until(() => expect(read(path.join(device, 'trust.yaml'))).toContain('npm test -- --run'))
    await row('Commands of shop').waitFor({ state: 'detached' })
  })

  it('checks the setup before anything is linked, and again when it is', async () => {
    await open()
    await app.runCommand('Check setup')
    await app.note().getByText('One thing to do').or(app.note().getByText('things to do')).first().waitFor()
    await app.picture('setup-first')
    expect(read(setup)).toContain('Link a repo: Settings, Forge Pipeline, or the board.')
    expect(existsSync(config) || existsSync(policy)).toBe(false)
    writeConfig(`  claude: { kind: claude, env: { SHOP_KEY: "${SECRET}" } }\n`)
    writePolicy('gates: [npm test]\n')
    await app.runCommand('Check setup')
    await app.notice(/Everything is ready/)
    await app.note().getByText('Everything is ready').waitFor()
    await app.picture('setup-ready')
    renameSync(repo, `${repo}-moved`)
    await app.runCommand('Check setup')
    await app.note().getByText('is not where it was').first().waitFor()
    await app.picture('setup-moved')
    const note = read(setup)
    await app.openSettings()
    await row('Linked repo: shop').getByRole('button', { name: 'Change…' }).click()
    await field('Folder of the repo').fill(`${repo}-moved`)
    await app.page.keyboard.press('Enter')
    await app.click('Done')
    await row('Linked repo: shop').getByText('~/code/shop-moved').waitFor()
    expect(read(config)).toContain(`shop: { path: ${repo}-moved, vault: notes } # the shop`)
    await row('Linked repo: shop').getByRole('button', { name: 'Unlink' }).click()
    await row('Linked repo').waitFor()
    await app.page.keyboard.press('Escape')
    expect(note).toContain('~/.local/bin/claude')
    for (const secret of [SECRET, home, os.hostname()]) expect(note).not.toContain(secret)
    writeFileSync(setup, 'My own setup.\n')
    await app.runCommand('Check setup')
    await app.notice(/is not Forge's report/)
    expect(read(setup)).toBe('My own setup.\n')
  })
})
