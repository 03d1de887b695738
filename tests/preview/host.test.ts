import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { PreviewDriver, type AppPage } from './driver.ts'

const NOTE = `---
title: Paddle billing
jurors: ["a:value", "b:cost"]
spec: "[[Other|the other]]"
score: 7.5
---
# Paddle billing

> [!success]- GO 7.7
> **Next:** Implement

See [[Other]] and [[Nowhere]].

## Your decision

- [ ] Approve this plan ^q-plan-approve
- [ ] Stop ^q-plan-stop

\`\`\`mermaid
pie title Votes
  "GO" : 2
  "KILL" : 1
\`\`\`
`

const MANY = 100
/** The page draws no sooner than this after a change. */
const BURST_MS = 100

/** The host by itself: what a plugin may take for granted is there. */
describe('the preview host', () => {
  const vault = mkdtempSync(path.join(os.tmpdir(), 'forge-host-'))
  const file = (name: string): string => path.join(vault, name)
  let driver: PreviewDriver
  let app: AppPage
  beforeAll(async () => {
    mkdirSync(file('forge/active'), { recursive: true })
    writeFileSync(file('forge/active/2026-03-05_paddle-billing_plan.md'), NOTE)
    writeFileSync(file('Other.md'), 'Another note.\n')
    driver = await PreviewDriver.start({ vault })
    app = await driver.open()
  })
  afterAll(async () => {
    await driver.close()
    rmSync(vault, { recursive: true, force: true, maxRetries: 10 })
  })

  const PLAN = 'forge/active/2026-03-05_paddle-billing_plan.md'

  it('evaluates main.js as Obsidian does, and the plugin asks for obsidian alone', async () => {
    expect(new Set(await app.page.evaluate(() => window.preview?.required))).toEqual(new Set(['obsidian']))
    expect(await app.page.evaluate(() => window.preview?.commands().length)).toBeGreaterThan(0)
    expect(app.errors).toEqual([])
  })

  it('draws the files a few times for many that come at once', async () => {
    const drawn = await app.page.evaluateHandle(() => {
      const count = { times: 0, began: 0, ended: 0 }
      const note = (): void => {
        count.times += 1
        count.ended = performance.now()
        count.began ||= count.ended
      }
      const files = document.querySelector('[data-type="file-explorer"] .nav-files-container')?.parentElement
      if (files) new MutationObserver(note).observe(files, { childList: true })
      return count
    })
    mkdirSync(file('many'))
    for (let i = 0; i < MANY; i += 1) writeFileSync(file(`many/${String(i)}.md`), '')
    const last = app.page.locator('.nav-file-title[data-path="many/99.md"]')
    await last.waitFor({ state: 'attached' })
    // A busy machine hands them over in several bursts.
    const { times, began, ended } = await drawn.jsonValue()
    expect(times).toBeGreaterThan(0)
    expect(times).toBeLessThanOrEqual((ended - began) / BURST_MS + 2)
    rmSync(file('many'), { recursive: true })
    await last.waitFor({ state: 'detached' })
  })

  it('shows a note as Obsidian does: properties, callouts, links, diagrams, boxes without their block ids', async () => {
    await app.openNote(PLAN)
    const note = app.note()
    expect(await note.locator('.metadata-property').evaluateAll((all) => all.map((one) => one.getAttribute('data-property-key')))).toEqual([
      'title',
      'jurors',
      'spec',
      'score',
    ])
    expect(await note.locator('.callout[data-callout=success] .callout-title-inner').innerText()).toBe('GO 7.7')
    expect(await note.locator('.callout-content').isVisible()).toBe(false)
    await note.locator('.callout-title').click()
    expect(await note.locator('.callout-content').innerText()).toBe('Next: Implement')
    expect(await note.locator('a.internal-link.is-unresolved').allInnerTexts()).toEqual(['Nowhere'])
    expect(await note.locator('li.task-list-item').allInnerTexts()).toEqual(['Approve this plan', 'Stop'])
    await note.locator('.mermaid svg').waitFor()
    await app.picture('host-note')
  })

  it('writes a ticked box to the file, and takes it back', async () => {
    await app.tick('Stop')
    await vi.waitFor(() => expect(readFileSync(file(PLAN), 'utf8')).toBe(NOTE.replace('[ ] Stop', '[x] Stop')))
    await app.tick('Stop')
    await vi.waitFor(() => expect(readFileSync(file(PLAN), 'utf8')).toBe(NOTE))
  })

  it('sees what others do to the folder: a change, a new note, a rename, a deletion', async () => {
    const seen = await app.page.evaluateHandle(() => {
      const events: string[] = []
      const { vault, metadataCache } = window.preview?.app ?? {}
      for (const name of ['create', 'modify', 'delete'] as const)
        vault?.on(name, (one) => void events.push(`${name} ${String(Reflect.get(Object(one), 'path'))}`))
      metadataCache?.on('changed', (one) => void events.push(`changed ${String(Reflect.get(Object(one), 'path'))}`))
      return events
    })
    writeFileSync(file(PLAN), NOTE.replace('score: 7.5', 'score: 8.1'))
    await app.note().locator('[data-property-key=score]', { hasText: '8.1' }).waitFor()
    renameSync(file('Other.md'), file('forge/active/new.md'))
    await vi.waitFor(async () =>
      expect(await seen.jsonValue()).toEqual(expect.arrayContaining(['delete Other.md', 'changed forge/active/new.md'])),
    )
    expect([...new Set(await seen.jsonValue())].sort()).toEqual(
      [`modify ${PLAN}`, `changed ${PLAN}`, 'create forge/active/new.md', 'changed forge/active/new.md', 'delete Other.md'].sort(),
    )
    expect(await app.page.evaluate((name) => Number(window.preview?.app.metadataCache.getCache(name)?.frontmatter?.['score']), PLAN)).toBe(
      8.1,
    )
  })

  it('takes in the other notes where one cannot be read', async () => {
    // It comes before the note, and opening it fails.
    const unreadable = net.createServer().listen(file('forge/active/a.md'))
    writeFileSync(file('forge/active/b.md'), '')
    await app.page.waitForFunction(() => window.preview?.app.vault.getFileByPath('forge/active/b.md'))
    await new Promise((resolve) => unreadable.close(resolve))
  })

  it('loses none of many edits of one note at once', async () => {
    writeFileSync(file('counter.md'), '0')
    await app.page.waitForFunction(() => window.preview?.app.vault.getFileByPath('counter.md'))
    await app.page.evaluate(async () => {
      const vault = window.preview?.app.vault
      const note = vault?.getFileByPath('counter.md')
      if (vault && note) await Promise.all(Array.from({ length: 20 }, () => vault.process(note, (text) => String(Number(text) + 1))))
    })
    expect(readFileSync(file('counter.md'), 'utf8')).toBe('20')
  })

  it('gives a fresh app over the same folder when it is opened again', async () => {
    const again = await driver.open({ theme: 'dark' })
    expect(await again.page.locator('.nav-file-title').count()).toBe(
      readdirSync(vault, { recursive: true }).filter((name) => String(name).endsWith('.md')).length,
    )
    expect(await again.notices()).toEqual([])
    await again.close()
  })
})
