import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { leftBehind, STORY, Workshop } from '../journey/harness.ts'
import { PreviewDriver, type AppPage } from './driver.ts'

const LONG_MS = 240_000
const FEATURE = 'discount-codes'

/** One feature's whole life by commands and clicks, from a vault that knows nothing of Forge; each test is one step further. */
describe('a feature, from an empty vault to the archive', { timeout: LONG_MS }, () => {
  const shop = new Workshop()
  let driver: PreviewDriver
  let app: AppPage
  let tree = ''
  beforeAll(async () => {
    const [, story = ''] = readFileSync(path.join(STORY, 'spec.md'), 'utf8').split(/^---\n[\s\S]*?^---\n/m)
    mkdirSync(path.join(shop.vault, 'Ideas'))
    writeFileSync(
      path.join(shop.vault, 'Ideas/Discount codes.md'),
      story === '' ? readFileSync(path.join(STORY, 'spec.md'), 'utf8') : story,
    )
    tree = shop.treeHash()
    driver = await PreviewDriver.start({ vault: shop.vault, env: shop.environment() })
    app = await driver.open()
  }, LONG_MS)
  afterAll(async () => {
    await driver.close()
    shop.remove()
  })

  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await app.picture('failed-journey')
  })

  const active = (ending: string): string => `forge/active/${shop.notes('active').find((name) => name.endsWith(ending)) ?? `no ${ending}`}`

  it('writes nothing before it is asked, and offers two ways to begin', async () => {
    await app.runCommand('Open board')
    await app
      .board()
      .getByRole('button', { name: /^Rehearse/ })
      .waitFor()
    expect(existsSync(path.join(shop.vault, 'forge'))).toBe(false)
    await app
      .board()
      .getByRole('button', { name: /^Link a repo/ })
      .click()
  })

  it('links the repo from a pasted path', async () => {
    await app.modal().getByPlaceholder('~/code/shop').fill(shop.shop)
    await app.click('Link')
    await app.modal().getByText('shop is linked').waitFor()
    await app.click('Done')
    expect(app.errors).toEqual([])
  })

  it('makes a spec of the open note', async () => {
    await app.openNote('Ideas/Discount codes.md')
    await app.runCommand('New spec')
    await app.click('Write spec')
    await vi.waitFor(() => expect(shop.notes('active')).toEqual([expect.stringMatching(/_discount-codes_spec\.md$/)]))
    await app.note().locator('.metadata-property[data-property-key=feature]').waitFor({ state: 'attached' })
    expect(shop.read(active('_spec.md'))).toContain('repo: shop')
  })

  it('holds court from the palette: real processes judge, code decides', async () => {
    await app.runCommand('Hold court')
    await app.notice(/: GO \d/)
    expect(shop.notes('decisions')).toHaveLength(1)
    expect(shop.asked().filter((one) => one.event === 'answered' && one.role === 'juror')).toHaveLength(3)
  })

  it('asks for the gates before anything is paid, then for the plan', async () => {
    shop.write('forge/core-rules/policy.md', '---\ntitle: Policy\ncategory: forge/policy\ngates: ["node --test"]\n---\n\n# Policy\n')
    await app.runCommand('Implement')
    await app.modal().getByText('node --test').waitFor()
    expect(shop.timesAsked('planner')).toBe(0)
    await app.click('Approve on this device')
    await app.notice(/plan/i)
    await vi.waitFor(() => expect(shop.notes('active').some((name) => name.endsWith('_plan.md'))).toBe(true))
    expect(shop.read(active('_implement.md'))).toContain('awaiting: [plan]')
  })

  it('takes the approval from a phone, where the box in the note is clicked', async () => {
    const phone = await driver.open({ phone: true })
    await phone.openNote(active('_plan.md'))
    await phone.tick('Approve this plan')
    await vi.waitFor(() => expect(shop.read(active('_plan.md'))).toMatch(/- \[x\] Approve this plan \^q-plan-approve/))
    expect(await phone.offered()).not.toContain('Implement')
    expect(phone.errors).toEqual([])
    await phone.close()
    expect(await app.notice(/answered|approve/i)).toContain(FEATURE)
  })

  it('builds in a worktree, behind the gates', async () => {
    await app.runCommand('Implement')
    await app.notice(/Discount codes: built.*Critique/)
    expect(shop.read(active('_implement.md'))).toMatch(/^gates: passed$/m)
    expect(shop.treeHash()).toBe(tree)
  })

  it('is rejected for the finding that stands, which is answered in its window', async () => {
    await app.runCommand('Critique')
    await app.notice(/REJECTED/)
    await app.runCommand('Answer open question')
    await app.modal().getByRole('button', { name: /fix/i }).first().click()
    await app.notice(/Answered/)
    expect(shop.read(active('_critique.md'))).toMatch(/- \[x\] .*\^q-finding-1-fix/)
  })

  it('passes at the second attempt', async () => {
    await app.runCommand('Implement')
    await vi.waitFor(
      () => expect(shop.read(active('_implement.md'))).toMatch(/^attempt: 2$[\s\S]*^step: built$|^step: built$[\s\S]*^attempt: 2$/m),
      {
        timeout: LONG_MS,
      },
    )
    await app.runCommand('Critique')
    await app.notice(/PASS/)
  })

  it('lands as one commit', async () => {
    const before = shop.git('rev-parse', 'main')
    await app.runCommand('Land')
    await vi.waitFor(() => expect(shop.git('rev-parse', 'main^')).toBe(before), { timeout: LONG_MS, interval: 200 })
    expect(shop.git('status', '--porcelain')).toBe('')
  })

  it('looks back, adds a rule and archives', async () => {
    await app.runCommand('Hold retro')
    await app.notice(/the notes are in the archive/)
    expect(shop.notes('active')).toEqual([])
    expect(shop.read('forge/core-rules/workflow.md')).toContain('Clamp prices at zero')
    const [decision = ''] = shop.notes('decisions')
    expect(shop.read(`forge/decisions/${decision}`)).toMatch(/^outcome: \S/m)
  })

  it('shows its runs, checks the set-up and writes the views', async () => {
    await app.runCommand('Show runs')
    await app.modal().getByText('retro').first().waitFor()
    await app.page.keyboard.press('Escape')
    await app.runCommand('Check setup')
    await app.note().getByText('shop').first().waitFor()
    await app.runCommand('Write views')
    await vi.waitFor(() => expect(existsSync(path.join(shop.vault, 'forge/views/In progress.base'))).toBe(true))
  })

  it('drops a feature', async () => {
    await app.runCommand('New spec')
    await app.modal().locator('input[type=text]').first().fill('gift-cards')
    await app.click('Write spec')
    await app.note().getByText('gift-cards').first().waitFor({ state: 'attached' })
    await app.runCommand('Drop')
    await app.click(/Drop/)
    await vi.waitFor(() => expect(shop.notes('active')).toEqual([]), { timeout: LONG_MS })
  })

  it('plans a hotfix without a court, but never without a reason', async () => {
    await app.runCommand('Implement as a hotfix')
    await app.modal().locator('input[type=text]').first().fill('negative-price')
    await app.click('Plan the fix')
    await app.modal().getByText('A hotfix needs a reason.').waitFor()
    await app.modal().locator('textarea').fill('MINUS20 on a small cart gives a negative price.')
    await app.click('Plan the fix')
    await app.notice(/Negative price: the plan waits|negative-price: the plan waits/i)
    expect(shop.read(active('_negative-price_implement.md'))).toMatch(/^hotfix_reason: .*negative price/m)
  })

  it('asked nobody twice, logged no error and left no process behind', async () => {
    const focuses = shop.asked().filter((one) => one.event === 'answered' && one.role === 'juror')
    expect(focuses.map((one) => one.focus).sort()).toEqual(['cost', 'risk', 'value'])
    expect(app.errors).toEqual([])
    await app.close()
    await vi.waitFor(() => expect(leftBehind(shop)).toEqual([]))
  })
})
