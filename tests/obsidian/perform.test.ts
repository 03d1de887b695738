// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { failed, ok } from '../../src/basics/result.ts'
import { FileTrouble } from '../../src/node/file-failure.ts'
import { ACTIONS, type ActionId } from '../../src/obsidian/actions.ts'
import type { Forge } from '../../src/obsidian/forge.ts'
import type { Here } from '../../src/obsidian/here.ts'
import { actionsFor, canPerform } from '../../src/obsidian/perform.ts'
import { click, noticed, shown, turnAway, type, useLiveControls } from './live-controls.ts'
import { MockApp } from './mock-app.ts'
import { MockDevice, mockForge, pretendDevice, READY } from './mock-forge.ts'

const SPEC = (feature: string): string => `---\nfeature: ${feature}\nstage: spec\nstatus: SPEC\n---\n# ${feature}\n`
const COURT = (feature: string): string => `---\nfeature: ${feature}\nstage: court\nstatus: DECIDED\nverdict: GO\n---\n`
const PLANNED = (feature: string): string =>
  `---\nfeature: ${feature}\nstage: implement\nstatus: IMPLEMENTING\nstep: planned\nawaiting: [plan]\n---\n`
const PLAN = (feature: string): string =>
  `---\nfeature: ${feature}\nstage: plan\n---\n## Your decision\n\n- [ ] Approve this plan ^q-plan-approve\n- [ ] Stop ^q-plan-stop\n`

/** `a` waits for its plan, `b` and `c` are specs. */
const NOTES = {
  'forge/active/2026-03-05_a_spec.md': SPEC('a'),
  'forge/decisions/2026-03-05_a_court.md': COURT('a'),
  'forge/active/2026-03-05_a_implement.md': PLANNED('a'),
  'forge/active/2026-03-05_a_plan.md': PLAN('a'),
  'forge/active/2026-03-05_b_spec.md': SPEC('b'),
  'forge/active/2026-03-05_c_spec.md': SPEC('c'),
  'ideas/Größere Idee!.md': '---\ntags: x\n---\nLet us do it.\n',
}

async function open(notes: Readonly<Record<string, string>> = NOTES, note: string | null = null) {
  const app = new MockApp()
  for (const [path, text] of Object.entries(notes)) await app.put(path, text)
  const forge = await mockForge(app)
  if (note !== null) await app.workspace.openLinkText(note, '', false)
  return { app, forge }
}

const offered = (forge: Forge): readonly ActionId[] => ACTIONS.map(({ id }) => id).filter((id) => canPerform(forge, id))
const neverEnds = () => new Promise<never>(() => undefined)

beforeAll(useLiveControls)
// What a run needs is loaded when it is first asked for; no test shall wait for that.
beforeAll(() => import('../../src/obsidian/desktop/desktop.ts'))
beforeEach(() => {
  pretendDevice('desktop')
  noticed.length = 0
  document.body.replaceChildren()
})

describe('the palette', () => {
  const ALWAYS = ['spec', 'hotfix', 'board', 'runs', 'setup', 'rehearse', 'views']

  it('of an empty vault offers what needs no feature', async () => {
    const { forge } = await open({})
    expect(offered(forge)).toEqual(ALWAYS)
  })

  it('offers what needs a repo or an agent only where this device was not seen to lack it', async () => {
    const { forge } = await open(NOTES, 'forge/active/2026-03-05_b_spec.md')
    const on = (here: Here): readonly ActionId[] => offered({ ...forge, device: new MockDevice(here) })
    expect(on(READY)).toEqual(offered(forge))
    const less = (here: Here) => offered(forge).filter((id) => !on(here).includes(id))
    expect(less({ ...READY, repos: [] })).toEqual(['court', 'hotfix', 'runs'])
    expect(less({ ...READY, agents: [] })).toEqual(['court'])
  })

  it('offers what can be done to the feature of the open note, else to any feature', async () => {
    expect(offered((await open(NOTES, 'forge/active/2026-03-05_b_spec.md')).forge).filter((id) => !ALWAYS.includes(id))).toEqual([
      'court',
      'drop',
    ])
    expect(offered((await open(NOTES, 'forge/active/2026-03-05_a_plan.md')).forge)).toEqual(expect.arrayContaining(['approve', 'answer']))
    expect(offered((await open(NOTES, 'ideas/Größere Idee!.md')).forge)).toEqual(
      expect.arrayContaining(['court', 'approve', 'answer', 'drop']),
    )
  })

  it.each(['planned', 'stopped'])('offers nothing of an archived feature whose plan was %s', async (step) => {
    const retro = '---\nfeature: a\nstage: retro\nstatus: ARCHIVED\n---\n'
    const { forge } = await open({
      'forge/archive/2026-03-05_a_retro.md': retro,
      'forge/archive/2026-03-05_a_implement.md': PLANNED('a').replace('planned', step),
      'forge/archive/2026-03-05_a_plan.md': PLAN('a'),
    })
    expect([offered(forge), actionsFor(forge, 'a')]).toEqual([ALWAYS, []])
    await forge.perform('approve', 'a')
    expect(noticed).toEqual(['Approve plan: The feature is archived.'])
  })

  it('offers to stop a run only while one is on, also one that no note tells of', async () => {
    const { forge } = await open()
    expect(offered(forge)).not.toContain('stop')
    void forge.runs.start({ feature: 'urgent', errand: 'implement' }, neverEnds)
    expect(offered(forge)).toContain('stop')
    expect(actionsFor(forge, 'b').map(({ id }) => id)).toEqual(['court', 'drop'])
  })

  it('of a phone hides what needs the desktop', async () => {
    pretendDevice('phone')
    expect(offered((await open()).forge)).toEqual(['spec', 'approve', 'answer', 'board', 'views'])
    expect(offered((await open({})).forge)).toEqual(['spec', 'board', 'views'])
  })
})

describe('an action', () => {
  it('asks which feature is meant where several fit, and says why where the one that is said does not', async () => {
    const { forge } = await open()
    void forge.runs.start({ feature: 'b', errand: 'court' }, neverEnds)
    void forge.runs.start({ feature: 'urgent', errand: 'implement' }, neverEnds)
    const stop = vi.spyOn(forge.runs, 'stop').mockResolvedValue()
    const asked = forge.perform('stop', null)
    click('urgent · implement')
    await asked
    expect(stop.mock.calls).toEqual([['urgent']])
    await forge.perform('critique', 'b')
    expect(noticed).toEqual([expect.stringMatching(/^Critique: \w/)])
    await forge.perform('court', 'b')
    expect(noticed.at(-1)).toBe('Hold court: A run goes on.')
  })

  it('asks which feature is meant where the board stands before the last note', async () => {
    const { app, forge } = await open(NOTES, 'forge/active/2026-03-05_b_spec.md')
    const start = vi.spyOn(forge.runs, 'start').mockImplementation(neverEnds)
    app.isNoteHidden = true
    void forge.perform('court', null)
    click('c · SPEC')
    await vi.waitFor(() => expect(start.mock.calls.map(([what]) => what.feature)).toEqual(['c']))
  })

  it('approves a plan at once only where it is the note in front', async () => {
    pretendDevice('phone')
    const plan = 'forge/active/2026-03-05_a_plan.md'
    const { app, forge } = await open(NOTES, plan)
    app.isNoteHidden = true
    const asked = forge.perform('approve', 'a')
    await vi.waitFor(() => expect(shown()).toContain('Your decision on the plan'))
    turnAway()
    await asked
    expect(await app.text(plan)).toBe(PLAN('a'))
    app.isNoteHidden = false
    await forge.perform('approve', 'a')
    expect(await app.text(plan)).toContain('- [x] Approve this plan')
  })

  it('stops the run of another feature where the open note has none', async () => {
    const { forge } = await open(NOTES, 'forge/active/2026-03-05_c_spec.md')
    void forge.runs.start({ feature: 'b', errand: 'court' }, neverEnds)
    const stop = vi.spyOn(forge.runs, 'stop').mockResolvedValue()
    await forge.perform('stop', null)
    expect(stop.mock.calls).toEqual([['b']])
  })

  it('tells a bug in one notice and the console, and never rejects', async () => {
    const { forge } = await open()
    const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const drop = vi.spyOn(forge.features, 'of')
    drop.mockImplementationOnce(() => {
      throw new TypeError('x is undefined')
    })
    await expect(forge.perform('court', 'b')).resolves.toBeUndefined()
    expect(noticed).toEqual([expect.stringContaining('x is undefined')])
    expect(logged).toHaveBeenCalledTimes(1)
    drop.mockImplementationOnce(() => {
      throw new FileTrouble(failure('file-failed', 'It failed.', 'The disk is full.', 'Free some space.'))
    })
    await forge.perform('court', 'b')
    expect(noticed.at(-1)).toBe('It failed. The disk is full. Free some space.')
    logged.mockRestore()
  })

  it('that began by itself opens no window where commands wait for trust: it offers to look at them', async () => {
    const { forge } = await open()
    const error = failure('untrusted-commands', 'Commands wait for your approval.', '', 'Review them.')
    const report = { feature: 'b', stage: 'court', state: 'SPEC', verdict: null, note: null, awaiting: [], exit: 3, error, next: '' }
    vi.spyOn(forge.runs, 'start').mockResolvedValue(ok(report))
    await forge.perform('court', 'b', 'itself')
    expect(noticed).toEqual(['Commands wait for your approval. Review them.'])
    expect(document.querySelector('.forge-trust')).toBeNull()
  })

  it('drops a feature only when the person is sure', async () => {
    const { forge } = await open()
    const start = vi.spyOn(forge.runs, 'start').mockImplementation(neverEnds)
    const unsure = forge.perform('drop', 'c')
    expect(shown()).toContain('Drop c?')
    turnAway()
    await unsure
    void forge.perform('drop', 'b')
    click('Drop')
    const dropped = () => expect(start.mock.calls.map(([what]) => what)).toEqual([{ feature: 'b', errand: 'drop' }])
    await vi.waitFor(dropped)
  })
})

describe('a hotfix', () => {
  it('needs a name and a reason, and begins without spec and court', async () => {
    const { forge } = await open({})
    const start = vi.spyOn(forge.runs, 'start').mockImplementation(neverEnds)
    void forge.perform('hotfix', null)
    type('Login!')
    click('Plan the fix')
    expect(shown()).toContain('lower-case letters')
    type('login')
    click('Plan the fix')
    expect(shown()).toContain('needs a reason')
    type('Nobody can log in.', 1)
    click('Plan the fix')
    const began = () => expect(start.mock.calls.map(([what]) => what)).toEqual([{ feature: 'login', errand: 'implement' }])
    await vi.waitFor(began)
  })
})

describe('the reason of a hotfix', () => {
  const reason = (): string | undefined => document.querySelector('textarea')?.value

  it('is still there where the window was closed or the run could not begin, and not once its note is written', async () => {
    const { app, forge } = await open({ 'forge/active/2026-03-05_till_spec.md': SPEC('till') })
    const asked = forge.perform('hotfix', 'till')
    type('The till is stuck.', 1)
    turnAway()
    await asked
    vi.spyOn(forge.runs, 'start').mockResolvedValue(failed(failure('agent-missing', 'No planner.', '', 'Add one.')))
    const failing = forge.perform('hotfix', 'till')
    expect(reason()).toBe('The till is stuck.')
    click('Plan the fix')
    await failing
    const other = forge.perform('hotfix', 'cart')
    expect(reason()).toBe('')
    turnAway()
    const again = forge.perform('hotfix', null)
    expect([document.querySelector('input')?.value, reason()]).toEqual(['till', 'The till is stuck.'])
    turnAway()
    await Promise.all([other, again])
    const told = new Promise<void>((resolve) => void forge.features.onChange(() => resolve()))
    await app.put('forge/active/2026-03-05_till_implement.md', PLANNED('till'))
    await told
    void forge.perform('hotfix', 'till')
    expect(reason()).toBe('')
  })
})

describe('a new spec', () => {
  const IDEA = 'ideas/Größere Idee!.md'
  const today = (): string => new Date().toLocaleDateString('sv')

  it('begins with the open note, without its frontmatter, and leaves that note alone', async () => {
    pretendDevice('phone')
    const { app, forge } = await open(NOTES, IDEA)
    const done = forge.perform('spec', null)
    click('Write spec')
    await done
    const path = `forge/active/${today()}_grossere-idee_spec.md`
    expect(noticed).toEqual([])
    const text = await app.text(path)
    expect(text).toContain('Let us do it.')
    expect(text).not.toContain('tags: x')
    expect(await app.text(IDEA)).toBe(NOTES[IDEA])
    expect(app.workspace.getActiveFile()?.path).toBe(path)
  })

  it('takes no name that is none or is taken, and writes nothing where the person turns away', async () => {
    pretendDevice('phone')
    const { app, forge } = await open(NOTES)
    const before = [...app.notes.writes]
    const asked = forge.perform('spec', null)
    type('!?')
    click('Write spec')
    expect(shown()).toContain('at least one letter')
    type(' B ')
    expect(shown()).toContain('It will be called b.')
    click('Write spec')
    expect(shown()).toContain('b is there already')
    turnAway()
    await asked
    expect([app.notes.writes, noticed]).toEqual([before, []])
  })

  it.each([
    ['Discount Codes', 'discount-codes'],
    ['x'.repeat(70), 'x'.repeat(60)],
  ])('makes a name of %j', async (typed, name) => {
    pretendDevice('phone')
    const { app, forge } = await open(NOTES)
    const done = forge.perform('spec', null)
    type(typed)
    expect(shown()).toContain(`It will be called ${name}.`)
    click('Write spec')
    await done
    expect(app.workspace.getActiveFile()?.path).toBe(`forge/active/${today()}_${name}_spec.md`)
  })

  it('says so where the note went away meanwhile', async () => {
    pretendDevice('phone')
    const { app, forge } = await open(NOTES, IDEA)
    const done = forge.perform('spec', null)
    await app.notes.delete(app.file(IDEA))
    click('Write spec')
    await done
    expect(noticed).toEqual([expect.stringContaining(`${IDEA} is gone.`)])
  })
})
