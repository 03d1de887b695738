/**
 * Drives the preview page in headless Chromium, for end-to-end tests. One driver per test file, one page per `open`:
 *
 *   const shop = new Workshop()                                  // tests/journey/harness.ts: vault, repo, device, agent
 *   const driver = await PreviewDriver.start({ vault: shop.vault, env: shop.environment() })
 *   const app = await driver.open({ phone: true, theme: 'dark' })
 *   await app.runCommand('Hold court')                           // through the palette, as a person does
 *   await app.openNote('forge/active/2026-03-05_x_plan.md')
 *   await app.tick('Approve this plan')                          // clicks the box in the note
 *   await app.notice(/waits for you/)
 *   expect(app.errors).toEqual([])
 *   await driver.close()                                         // ends every process that the page started
 *
 * `app.page` is Playwright's page, for whatever is not here. Name the file tests/preview/*.test.ts; `npm run test:preview` runs it.
 * `FORGE_PREVIEW_PLUGIN` names a folder with another built main.js; `FORGE_PICTURES` one for the pictures of `picture`.
 */
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { launchChromium } from './chromium.ts'
import { startPreview, type Preview } from './server/server.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
/** No wait of a page takes longer, also on a slow machine; what a run does may. */
const WAIT_MS = 60_000

/** How the page is opened; by default a light desktop with the plugin. */
export interface OpenOptions {
  readonly phone?: boolean
  readonly theme?: 'dark' | 'light'
  /** On a phone: what `require` of a Node module does. */
  readonly require?: 'throws' | 'null' | 'undefined'
  readonly plugin?: boolean
  /** In CSS pixels, where the usual width and height do not fit. */
  readonly size?: { readonly width: number; readonly height: number }
}

export class PreviewDriver {
  private constructor(
    private readonly preview: Preview,
    private readonly browser: Browser,
  ) {}

  /** `env`: what processes see as their environment, by default this one. `plugin`: the folder of another main.js. */
  static async start(of: {
    readonly vault: string
    readonly env?: Readonly<Record<string, string>>
    readonly plugin?: string
  }): Promise<PreviewDriver> {
    const browser = await launchChromium()
    const plugin = of.plugin ?? process.env['FORGE_PREVIEW_PLUGIN'] ?? ROOT
    const preview = await startPreview({ root: ROOT, vault: of.vault, plugin, env: of.env ?? process.env, port: 0 })
    return new PreviewDriver(preview, browser)
  }

  /** A new window on the vault: a fresh app, as if Obsidian had just been started. */
  async open(options: OpenOptions = {}): Promise<AppPage> {
    const phone = options.phone === true
    const viewport = options.size ?? (phone ? PHONE : DESKTOP)
    const context = await this.browser.newContext({ viewport, isMobile: phone, hasTouch: phone, deviceScaleFactor: phone ? 2 : 1 })
    context.setDefaultTimeout(WAIT_MS)
    const app = new AppPage(await context.newPage())
    await app.page.goto(this.preview.address(queryOf(options)))
    await app.page.locator('body.is-ready').waitFor()
    return app
  }

  async close(): Promise<void> {
    await this.browser.close()
    await this.preview.close()
  }
}

function queryOf({ phone, theme, require, plugin }: OpenOptions): string {
  const query = new URLSearchParams({
    ...(phone === true && { phone: '1' }),
    ...(theme && { theme }),
    ...(require && { require }),
    ...(plugin === false && { plugin: '0' }),
  })
  return query.toString()
}

/** One open window. */
export class AppPage {
  /** What the page's console called an error, and what was thrown and not caught. */
  readonly errors: string[] = []

  constructor(readonly page: Page) {
    page.on('pageerror', (error) => this.errors.push(error.stack ?? error.message))
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text())
    })
  }

  /** Chooses a command in the palette, once it is offered there; fails where it never is. */
  async runCommand(name: string): Promise<void> {
    const ending = `: ${name}`
    await this.page
      .waitForFunction((end) => window.preview?.offered().some((one) => one.endsWith(end)), ending, { timeout: WAIT_MS, polling: 50 })
      .catch(async () => {
        const told = [...(await this.notices()), ...this.errors].join('\n')
        throw new Error(`${name} is not offered; offered are ${(await this.offered()).join(', ')}. The page told:\n${told}`)
      })
    await this.page.keyboard.press('Control+p')
    await this.page.locator('.prompt-input').fill(name)
    await this.page.locator('.prompt .suggestion-item', { hasText: new RegExp(`${literal(ending)}$`) }).click({ timeout: WAIT_MS })
  }

  /** The names of the commands that the palette would offer now, without the plugin's own name. */
  async offered(): Promise<readonly string[]> {
    const names = await this.page.evaluate(() => window.preview?.offered() ?? [])
    return names.map((name) => name.slice(name.indexOf(': ') + 2))
  }

  /** Opens a note by its path or its file name, in the main area, once the page has it. */
  async openNote(path: string): Promise<void> {
    await this.page
      .waitForFunction((name) => window.preview?.noteAt(name), path, { timeout: WAIT_MS, polling: 50 })
      .catch(() => {
        throw new Error(`${path} is not in the vault.`)
      })
    await this.page.evaluate((name) => window.preview?.openNote(name), path)
    await this.page.locator('.mod-root .markdown-reading-view').waitFor()
  }

  /** The text of the open note, as it is drawn. */
  note(): Locator {
    return this.page.locator('.mod-root .workspace-leaf:not(.is-hidden) .markdown-reading-view')
  }

  /** Clicks the box of an option of the open note. */
  async tick(option: string): Promise<void> {
    await this.note().locator('li.task-list-item', { hasText: option }).locator('.task-list-item-checkbox').click()
  }

  /** Chooses an item of the open note's menu. */
  async chooseInFileMenu(title: string): Promise<void> {
    await this.page.locator('.mod-root .workspace-leaf:not(.is-hidden) .view-action.mod-more').click()
    await this.page.locator('.menu .menu-item', { hasText: title }).click()
  }

  board(): Locator {
    return this.page.locator('.workspace-leaf:not(.is-hidden) .workspace-leaf-content[data-type^="forge"]')
  }

  /** The window in front. */
  modal(): Locator {
    return this.page.locator('.modal, .prompt').last()
  }

  /** Clicks a button by what it says, in the window in front where there is one. */
  async click(text: string | RegExp): Promise<void> {
    const where = (await this.modal().count()) > 0 ? this.modal() : this.page.locator('body')
    await where.getByRole('button', { name: text }).first().click()
  }

  /** Every text that a notice has shown so far, oldest first. */
  async notices(): Promise<readonly string[]> {
    return this.page.evaluate(() => [...(window.preview?.notices ?? [])])
  }

  /** Waits until a notice has shown such a text, and gives it. */
  async notice(text: RegExp, timeout = 3 * WAIT_MS): Promise<string> {
    const found = await this.page.waitForFunction(
      (source) => window.preview?.notices.find((one) => new RegExp(source).test(one)),
      text.source,
      { timeout, polling: 50 },
    )
    return String(await found.jsonValue())
  }

  /** Clicks away what the corner shows. */
  async dismissNotices(): Promise<void> {
    for (const notice of await this.page.locator('.notice').all()) await notice.click({ position: { x: 4, y: 4 } })
  }

  /** Texts of the notifications that the system would have shown. */
  async notifications(): Promise<readonly string[]> {
    return this.page.evaluate(() => [...(window.preview?.notifications ?? [])])
  }

  async setFocus(focused: boolean): Promise<void> {
    await this.page.evaluate((on) => window.preview?.setFocus(on), focused)
  }

  /** Follows `obsidian://forge-pipeline?…`. */
  async followLink(parameters: Record<string, string>, action = 'forge-pipeline'): Promise<void> {
    await this.page.evaluate(([name, values]) => window.preview?.openLink(name, values), [action, parameters] as const)
  }

  /** What `obsidian forge-pipeline:status` prints. */
  async cli(command: string, parameters: Record<string, string> = {}): Promise<string> {
    return this.page.evaluate(([name, values]) => window.preview?.cli(name, values) ?? '', [command, parameters] as const)
  }

  async openSettings(): Promise<Locator> {
    await this.page.evaluate(() => window.preview?.openSettings())
    return this.page.locator('.mod-settings')
  }

  /** Ends the window: as a person quits Obsidian, or (`crash`) from one moment to the next. */
  async close(how: 'quit' | 'crash' = 'quit'): Promise<void> {
    if (how === 'quit') await this.page.evaluate(() => window.preview?.quit())
    await this.page.context().close()
  }

  /** Writes a picture where `FORGE_PICTURES` names a folder; elsewhere it does nothing. `of`: one element, by default the window. */
  async picture(name: string, of?: Locator): Promise<void> {
    const folder = process.env['FORGE_PICTURES']
    if (folder === undefined) return
    mkdirSync(folder, { recursive: true })
    await (of ?? this.page).screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' })
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
