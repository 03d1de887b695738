import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { SLOW_MS, Workshop } from '../journey/harness.ts'
import { PreviewDriver, type AppPage } from './driver.ts'
import { DAY, DOCS, putWaitingOpinion } from './waiting-opinion.ts'

/** Notes as the documentation shows them, each with a question that is open. */
describe('questions in a note', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'forge-questions-'))
  const vault = path.join(folder, 'vault')
  const device = path.join(folder, 'device')
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, FORGE_HOME: device, LANG: 'C.UTF-8' }
  const file = (name: string): string => path.join(vault, name)
  const text = (name: string): string => readFileSync(file(name), 'utf8')
  let driver: PreviewDriver
  let app: AppPage | null = null

  const open = async (options: Parameters<PreviewDriver['open']>[0] = {}): Promise<AppPage> => {
    app = await driver.open(options)
    return app
  }
  const put = (doc: string, change: (was: string) => string = (was) => was, folderName = 'active'): string => {
    const name = `forge/${folderName}/${DAY}_${doc}.md`
    writeFileSync(file(name), change(readFileSync(path.join(DOCS, `${DAY}_${doc}.md`), 'utf8')))
    return name
  }
  /** A plan that waits: the documented one, and the implement note of its time. */
  const putPlan = (): string => {
    put('discount-codes_implement', (was) =>
      was
        .replace(/^status: .*$/m, 'status: IMPLEMENTING')
        .replace(/^step: .*$/m, 'step: planned')
        .replace(/^attempt: .*$/m, 'attempt: 1')
        .replace(/^awaiting: .*$/m, 'awaiting: [plan]'),
    )
    put('discount-codes_court', undefined, 'decisions')
    return put('discount-codes_plan', (was) => was.replace('[x] Approve', '[ ] Approve').replace(/^answered:.*\n(?: .*\n)*/m, ''))
  }

  beforeAll(async () => {
    mkdirSync(vault)
    driver = await PreviewDriver.start({ vault, env })
  })
  beforeEach(() => {
    rmSync(file('forge'), { recursive: true, force: true, maxRetries: 10 })
    rmSync(device, { recursive: true, force: true, maxRetries: 10 })
    for (const name of ['forge/active', 'forge/decisions', 'forge/core-rules']) mkdirSync(file(name), { recursive: true })
    mkdirSync(device)
  })
  afterEach(async () => {
    expect(app?.errors).toEqual([])
    await app?.close()
  })
  afterAll(async () => {
    await driver.close()
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  })

  const row = () => (app?.note() ?? fail()).locator('.forge-question')

  it('are answered on a phone by the note’s own box, and wait for the desktop', async () => {
    const plan = putPlan()
    const phone = await open({ phone: true })
    await phone.openNote(plan)
    await row().getByRole('button', { name: 'Approve' }).waitFor()
    await row().scrollIntoViewIfNeeded()
    await phone.picture('question-phone')
    await phone.tick('Approve this plan')
    await row().getByText('Answered: approve; it waits for the desktop.').waitFor()
    expect(text(plan)).toContain('- [x] Approve this plan ^q-plan-approve')
    await phone.picture('question-phone-answered')
    expect(await phone.notices()).toEqual([])
  })

  it('are answered by a button under the list, which ticks the box and says where', async () => {
    const plan = putPlan()
    const phone = await open({ phone: true, theme: 'dark' })
    await phone.openNote(plan)
    await row().getByRole('button', { name: 'Approve' }).click()
    expect(await phone.notice(/Answered/)).toMatch(/plan of discount-codes, approve\. It goes on at the desktop\./)
    await row()
      .getByText(/^Answered: approve · phone · /)
      .waitFor()
    expect(text(plan)).toMatch(/^answered: .*plan approve · obsidian · phone · /m)
  })

  it('show a plan that is not on the screen before it is approved', async () => {
    const plan = putPlan()
    const desk = await open()
    await desk.runCommand('Approve plan')
    await desk.modal().getByRole('heading', { name: 'Risks' }).waitFor()
    await desk.picture('question-plan')
    await desk.modal().getByRole('button', { name: 'Revise it' }).click()
    await desk.modal().getByLabel('What should change?').fill('Leave the cart alone.\n\n# No heading')
    await desk.picture('question-plan-revise')
    await desk.modal().getByRole('button', { name: 'Answer', exact: true }).click()
    expect(await desk.notice(/Answered/)).toContain('plan of discount-codes, revise.')
    expect(text(plan)).toContain('- [x] Revise it: say below what to change ^q-plan-revise')
    expect(text(plan)).toContain('\n\nLeave the cart alone.<br><br>\\# No heading\n')
    expect(await desk.page.locator('.modal').count()).toBe(0)
  })

  it('show a plan again where the board stands before it, and refuse an answer to one that has changed', async () => {
    const plan = putPlan()
    const desk = await open()
    await desk.openNote(plan)
    await desk.runCommand('Open board')
    await desk.runCommand('Approve plan')
    await desk.modal().getByRole('heading', { name: 'Risks' }).waitFor()
    writeFileSync(file(plan), text(plan).replace('Rounding', 'The rounding'))
    await desk.modal().getByRole('button', { name: 'Approve' }).click()
    await desk.modal().getByText('The note has changed since it was shown.').waitFor()
    await desk.picture('question-changed')
    expect(text(plan)).not.toContain('[x]')
    await desk.page.keyboard.press('Escape')
  })

  it('leave room on a phone: only the chosen answer, its words, and a way back', async () => {
    putPlan()
    const phone = await open({ phone: true })
    await phone.runCommand('Answer open question')
    const button = (name: string) => phone.modal().getByRole('button', { name, exact: true })
    await button('Approve this plan').waitFor()
    await phone.picture('question-plan-phone')
    await phone.modal().getByRole('heading', { name: 'Risks' }).scrollIntoViewIfNeeded()
    for (const name of ['Approve this plan', 'Answer later']) {
      const box = await button(name).boundingBox()
      expect((box?.y ?? 844) + (box?.height ?? 0), name).toBeLessThan(844)
    }
    await button('Revise it').click()
    expect(await phone.modal().getByRole('button').allInnerTexts()).toEqual(['Revise it', 'Answer', 'Back'])
    await phone.picture('question-revise-phone')
    await phone.modal().getByLabel('What should change?').fill('Leave the cart alone.')
    await button('Back').click()
    for (const name of ['Stop here: build nothing', 'Answer later']) expect(await button(name).isVisible()).toBe(true)
    expect(await button('Revise it').evaluate((one) => one === document.activeElement)).toBe(true)
    await button('Revise it').click()
    expect(await phone.modal().getByLabel('What should change?').inputValue()).toBe('Leave the cart alone.')
    await phone.page.keyboard.press('Escape')
  })

  it('keep words that were not sent, and those that the note has', async () => {
    const plan = putPlan()
    writeFileSync(file(plan), `${text(plan)}\nLeave the cart alone.\n`)
    const desk = await open()
    const words = () => desk.modal().getByLabel('What should change?')
    const revise = async (): Promise<void> => {
      await desk.runCommand('Answer open question')
      await desk.modal().getByRole('button', { name: 'Revise it' }).click()
    }
    await revise()
    expect(await desk.modal().locator('.forge-ask-said').innerText()).toBe('Leave the cart alone.')
    expect(await words().inputValue()).toBe('')
    await desk.picture('question-words')
    await words().fill('Leave the cart and the till alone.')
    await desk.page.keyboard.press('Escape')
    await desk.page.locator('.modal').waitFor({ state: 'detached' })
    await revise()
    expect(await words().inputValue()).toBe('Leave the cart and the till alone.')
    expect(text(plan)).not.toContain('[x]')
  })

  it('of a juror who is a person take one tick, and the form is at hand for more', async () => {
    const form = putWaitingOpinion(vault)
    const phone = await open({ phone: true })
    await phone.runCommand('Answer open question')
    await phone.modal().getByText('You sit on the court as me:risk').waitFor()
    await phone.picture('question-opinion')
    await phone.modal().getByRole('button', { name: 'Defer' }).click()
    await phone.modal().getByLabel('Why, in a word?').fill('Not this year.')
    await phone.modal().getByRole('button', { name: 'Answer', exact: true }).click()
    await phone.notice(/goes on at the desktop/)
    expect(readFileSync(form, 'utf8')).toContain('- [x] Defer ^q-opinion-defer')
    expect(readFileSync(form, 'utf8')).toContain('Not this year.')
  })

  it('about rules show what each answer leads to, one question after the other', async () => {
    const retro = put('negative-price_retro', (was) => was.replace('status: ARCHIVED', 'status: RETRO'))
    put('negative-price_implement')
    const desk = await open()
    await desk.runCommand('Answer open question')
    const replace = desk.modal().locator('.forge-ask-option', { hasText: 'Replace it with the new rule' })
    expect(await replace.innerText()).toMatch(/Clamp prices at zero[\s\S]*Never return a price below zero/)
    expect(await desk.modal().locator('.forge-ask-read').innerText()).not.toContain('Keep: it then reads')
    await desk.picture('question-conflict')
    await replace.getByRole('button').click()
    await desk.modal().getByText('Should this have gone through court?').waitFor()
    await desk.picture('question-hotfix')
    await desk.modal().getByRole('button', { name: 'It was justified' }).click()
    await desk.notice(/Answered/)
    expect(text(retro)).toContain('- [x] Replace it with the new rule ^q-conflict-1-replace')
    expect(text(retro)).toContain('- [x] It was justified ^q-hotfix-justified')
    await desk.page.locator('.notice').getByRole('button', { name: 'Hold retro' }).waitFor()
    await desk.picture('question-answered')
  })

  it('about a finding want a reason, and the verdict follows', async () => {
    const critique = put('discount-codes_critique')
    put('discount-codes_implement', (was) => was.replace(/^attempt: .*$/m, 'attempt: 1').replace(/^status: .*$/m, 'status: IMPLEMENTING'))
    const phone = await open({ phone: true })
    await phone.openNote(critique)
    await row().getByRole('button', { name: 'Accept' }).click()
    await phone.modal().getByRole('button', { name: 'Answer', exact: true }).click()
    await phone.modal().getByText('A few words are needed').waitFor()
    await phone.picture('question-finding')
    await phone.modal().getByLabel('Why is the risk acceptable?').fill('Nobody sells below ten.')
    await phone.modal().getByRole('button', { name: 'Answer', exact: true }).click()
    await row()
      .getByText(/^Answered: accept/)
      .waitFor()
    await vi.waitFor(() => expect(text(critique)).toMatch(/^status: PASS$/m))
    expect(text(critique)).toContain('Nobody sells below ten.')
  })

  it('that are ticked by hand with a reason are taken in on demand', async () => {
    const critique = put('discount-codes_critique', (was) =>
      was.replace(
        '- [ ] The finding is wrong, for the reason below ^q-finding-1-wrong',
        (box) => `${box.replace('[ ]', '[x]')}\n\nIt is clamped elsewhere.`,
      ),
    )
    put('discount-codes_implement', (was) => was.replace(/^attempt: .*$/m, 'attempt: 1').replace(/^status: .*$/m, 'status: IMPLEMENTING'))
    const phone = await open({ phone: true })
    await phone.openNote(critique)
    await row().getByRole('button', { name: 'Take it in' }).click()
    await vi.waitFor(() => expect(text(critique)).toMatch(/^status: PASS$/m))
    await row().getByText('Answered: wrong.', { exact: true }).waitFor()
  })

  it('overrule a verdict only with a reason', async () => {
    const court = put('discount-codes_court', undefined, 'decisions')
    put('discount-codes_spec')
    const desk = await open()
    await desk.openNote(court)
    await row().getByRole('button', { name: 'Kill' }).click()
    await desk.modal().getByLabel('Why is the verdict overruled?').fill('The shop is sold.')
    await desk.picture('question-verdict')
    await desk.modal().getByRole('button', { name: 'Answer', exact: true }).click()
    await vi.waitFor(() => expect(text(court)).toMatch(/^override: KILL$/m))
  })

  it('answered elsewhere are told of once, with a way to go on', async () => {
    const plan = putPlan()
    const desk = await open()
    const tick = (from: string, to: string): void => writeFileSync(file(plan), text(plan).replace(from, to))
    tick('- [ ] Approve', '- [x] Approve')
    expect(await desk.notice(/elsewhere/)).toContain('discount-codes · Plan: approve, answered elsewhere.')
    await desk.picture('question-elsewhere')
    writeFileSync(file(plan), text(plan).replace('Rounding', 'The rounding'))
    tick('- [x] Approve', '- [ ] Approve')
    tick('- [ ] Stop', '- [x] Stop')
    await desk.notice(/Plan: stop, answered elsewhere/)
    expect((await desk.notices()).filter((said) => said.includes('elsewhere'))).toHaveLength(2)
    expect(await desk.page.evaluate(() => document.activeElement?.tagName)).toBe('BODY')
  })

  it('go on by themselves where this device says so', async () => {
    const plan = putPlan()
    writeFileSync(path.join(device, 'config.yaml'), 'go_on: true\n')
    const desk = await open()
    writeFileSync(file(plan), text(plan).replace('- [ ] Approve', '- [x] Approve'))
    await desk.notice(/Forge goes on in a moment/)
    await desk.setFocus(false)
    // No repo is linked here, so the run ends at once and says so, to the system too: nobody looks at the window.
    const said = await desk.notice(/linked/)
    expect(await desk.notifications()).toEqual([expect.stringContaining(said.slice(0, 20))])
  })

  it('say in one sentence what is wrong where a note is broken or gone, and keep the words', async () => {
    const plan = putPlan()
    const desk = await open()
    await desk.runCommand('Answer open question')
    // The window is there once the note has been read: a note that is broken before that is told of in a notice.
    await desk.modal().getByRole('button', { name: 'Revise it' }).waitFor()
    writeFileSync(file(plan), text(plan).replace('---\n', '---\nx: [\n'))
    await desk.modal().getByRole('button', { name: 'Revise it' }).click()
    await desk.modal().getByLabel('What should change?').fill('Leave the cart alone.')
    await desk.modal().getByRole('button', { name: 'Answer', exact: true }).click()
    await desk.modal().locator('.forge-problem', { hasText: /\S/ }).waitFor()
    await desk.picture('question-broken')
    expect(await desk.modal().getByLabel('What should change?').inputValue()).toBe('Leave the cart alone.')
    rmSync(file(plan))
    // A moment earlier the app still knows the note, and says in other words that it cannot be read.
    await desk.page.waitForFunction(`app.vault.getFileByPath(${JSON.stringify(plan)}) === null`)
    await desk.modal().getByRole('button', { name: 'Answer', exact: true }).click()
    await desk.modal().getByText('Open the board to see what waits.').waitFor()
    await desk.page.keyboard.press('Escape')
    // The host says aloud what it cannot parse.
    desk.errors.splice(0, desk.errors.length, ...desk.errors.filter((error) => !error.startsWith('YAMLParseError')))
  })
})

/** Two devices over one folder, as sync would have it, and a real agent. */
describe('a plan', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  let driver: PreviewDriver
  beforeAll(async () => {
    await shop.open('discount-codes')
    await shop.reach('court', 'discount-codes')
    expect(await shop.forge('implement', 'discount-codes')).toMatchObject({ exit: 3 })
    driver = await PreviewDriver.start({ vault: shop.vault, env: shop.environment() })
  }, SLOW_MS)
  afterAll(async () => {
    await driver.close()
    shop.remove()
  })

  it('is approved by the note’s box on a phone, and the desktop goes on when it is told to', async () => {
    const desk = await driver.open()
    const phone = await driver.open({ phone: true })
    await phone.openNote(shop.find('_plan'))
    await phone.tick('Approve this plan')
    await phone.note().getByText('it waits for the desktop').waitFor()
    await desk.notice(/Plan: approve, answered elsewhere/)
    await desk.page.locator('.notice').getByRole('button', { name: 'Go on' }).click()
    await desk.notice(/Run critique|comes next|Critique/, SLOW_MS)
    expect(shop.read(shop.find('_implement'))).toMatch(/^step: built$/m)
    await phone.note().getByText('Answered: approve.', { exact: true }).waitFor()
    expect([...desk.errors, ...phone.errors]).toEqual([])
    await Promise.all([desk.close(), phone.close()])
  })
})

function fail(): never {
  throw new Error('No page is open')
}
