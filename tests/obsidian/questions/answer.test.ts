// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../../src/basics/failure.ts'
import { failed } from '../../../src/basics/result.ts'
import type { Forge } from '../../../src/obsidian/forge.ts'
import { wasGivenHere } from '../../../src/obsidian/questions/given-here.ts'
import { click, noticed, shown, turnAway, type, useLiveControls } from '../live-controls.ts'
import { MockApp } from '../mock-app.ts'
import { mockForge, pretendDevice } from '../mock-forge.ts'

const AT = 'forge/active/2026-03-05_a'
const PLAN_PATH = `${AT}_plan.md`
const IMPLEMENT = '---\nfeature: a\nstage: implement\nstatus: IMPLEMENTING\nstep: planned\nawaiting: [plan]\n---\n'
const PLAN =
  '---\nfeature: a\nstage: plan\n---\nBuild the till.\n\n## Your decision\n\n- [ ] Approve ^q-plan-approve\n- [ ] Revise ^q-plan-revise\n'

async function open(plan = PLAN) {
  const app = new MockApp()
  await app.put(`${AT}_implement.md`, IMPLEMENT)
  await app.put(PLAN_PATH, plan)
  const forge = await mockForge(app)
  return { app, forge }
}

async function ask(forge: Forge): Promise<{ readonly done: Promise<void> }> {
  const done = forge.perform('answer', 'a')
  await vi.waitFor(() => expect(shown()).toContain('Your decision on the plan'))
  return { done }
}

/** Holds the next write until it is let go. */
function holdWrite(forge: Forge): () => void {
  let go: () => void = () => undefined
  const held = new Promise<void>((resolve) => (go = resolve))
  const edit = forge.vault.edit.bind(forge.vault)
  vi.spyOn(forge.vault, 'edit').mockImplementationOnce(async (...asked) => {
    await held
    return edit(...asked)
  })
  return go
}

beforeAll(() => {
  useLiveControls()
  // jsdom lays nothing out.
  Object.assign(Element.prototype, { scrollIntoView: () => undefined })
})
beforeEach(() => {
  pretendDevice('phone')
  noticed.length = 0
  document.body.replaceChildren()
})

describe('an answer that is being written', () => {
  it('counts, and is told, where the window is closed meanwhile', async () => {
    const { app, forge } = await open()
    const { done } = await ask(forge)
    const letGo = holdWrite(forge)
    click('Approve')
    turnAway()
    letGo()
    await done
    expect(await app.text(PLAN_PATH)).toContain('- [x] Approve')
    expect(noticed).toEqual([expect.stringContaining('Answered: plan of a, approve.')])
    expect(wasGivenHere(forge, { question: 'plan', option: 'approve', path: PLAN_PATH })).toBe(true)
  })

  it('and fails is told in a notice where the window is closed meanwhile', async () => {
    const { forge } = await open()
    const { done } = await ask(forge)
    vi.spyOn(forge.vault, 'edit').mockResolvedValueOnce(failed(failure('file-failed', 'The disk is full.', '', 'Free some space.')))
    click('Approve')
    turnAway()
    await done
    expect(noticed).toEqual(['The disk is full. Free some space.'])
    expect(wasGivenHere(forge, { question: 'plan', option: 'approve', path: PLAN_PATH })).toBe(false)
  })

  it('and meets a bug ends the asking all the same', async () => {
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { forge } = await open()
    const { done } = await ask(forge)
    vi.spyOn(forge.vault, 'edit').mockRejectedValueOnce(new TypeError('x is undefined'))
    click('Approve')
    turnAway()
    await done
    expect(noticed).toEqual([expect.stringContaining('x is undefined')])
    logged.mockRestore()
  })
})

it('an answer is refused where the plan is another one than the window shows', async () => {
  const { app, forge } = await open()
  const { done } = await ask(forge)
  await app.put(PLAN_PATH, PLAN.replace('the till', 'a bomb'))
  click('Approve')
  await vi.waitFor(() => expect(shown()).toContain('The note has changed since it was shown.'))
  turnAway()
  await done
  expect(await app.text(PLAN_PATH)).not.toContain('[x]')
})

it('a question that is asked for twice stands in one window', async () => {
  const { app, forge } = await open()
  const left = vi.fn()
  void forge.perform('answer', 'a').then(left)
  const done = forge.perform('answer', 'a')
  await vi.waitFor(() => expect(left).toHaveBeenCalled())
  expect(document.querySelectorAll('.forge-ask')).toHaveLength(1)
  click('Approve')
  await done
  expect(await app.text(PLAN_PATH)).toContain('- [x] Approve')
  expect([shown(), noticed]).toEqual(['', [expect.stringContaining('Answered: plan of a, approve.')]])
})

it('a note that cannot be read is told, and not taken for one that asks nothing', async () => {
  const { app, forge } = await open()
  app.notes.putBytes(PLAN_PATH, [0x2d, 0xff, 0xfe])
  await forge.perform('answer', 'a')
  await forge.perform('approve', 'a')
  expect(noticed).toEqual([expect.stringContaining('UTF-8'), expect.stringContaining('UTF-8')])
})

describe('words that the note has', () => {
  const SAID = `${PLAN}\nLeave the cart alone.\n`

  it('are shown beside an empty field, and stay as they are where none are added', async () => {
    const { app, forge } = await open(SAID)
    const { done } = await ask(forge)
    click('Revise')
    expect([document.querySelector('.forge-ask-said')?.textContent, document.querySelector('textarea')?.value]).toEqual([
      'Leave the cart alone.',
      '',
    ])
    click('Answer')
    await done
    expect(await app.text(PLAN_PATH)).toContain('^q-plan-revise\n\nLeave the cart alone.\n')
    expect((await app.text(PLAN_PATH)).match(/Leave/g)).toHaveLength(1)
  })

  it('are added to', async () => {
    const { app, forge } = await open(SAID)
    const { done } = await ask(forge)
    click('Revise')
    type('And the till.')
    click('Answer')
    await done
    expect((await app.text(PLAN_PATH)).match(/And the till\.|Leave the cart alone\./g)).toHaveLength(2)
  })
})
