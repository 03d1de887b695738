// @vitest-environment jsdom
import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { failed, ok } from '../../src/basics/result.ts'
import type { LogLine } from '../../src/runs/log-line.ts'
import type { PastRun } from '../../src/runs/past-runs.ts'
import { sampleSpec } from './board/sample-notes.ts'
import { click, noticed, shown, useLiveControls } from './live-controls.ts'
import { MockApp } from './mock-app.ts'
import { mockForge, pretendDevice } from './mock-forge.ts'

const pastRunsHere = vi.hoisted(() => vi.fn())
const logHere = vi.hoisted(() => vi.fn())
vi.mock('../../src/obsidian/desktop/desktop.ts', () => ({ pastRunsHere, logHere }))

const run = (at: number, more: Partial<PastRun> = {}): PastRun => ({
  id: `run-${String(at)}`,
  feature: 'billing',
  stage: 'court',
  state: 'done',
  began: new Date(2026, 2, 5, 10, 0, at).toISOString(),
  ended: new Date(2026, 2, 5, 10, 1, at).toISOString(),
  exit: 0,
  verdict: 'GO',
  error: null,
  ...more,
})
const rows = (): readonly string[] => [...document.querySelectorAll('.forge-past-run')].map((row) => row.textContent ?? '')

async function open(runs: readonly PastRun[], feature: string | null = null) {
  pastRunsHere.mockResolvedValue(ok(runs))
  const app = new MockApp()
  for (const [path, text] of Object.entries(sampleSpec('billing', 'Billing'))) await app.put(path, text)
  const forge = await mockForge(app)
  await forge.perform('runs', feature)
  await vi.waitFor(() => expect(document.querySelector('.forge-past-runs, .forge-problem')).not.toBeNull())
  return { app, forge }
}

beforeAll(useLiveControls)
beforeEach(() => {
  pretendDevice('desktop')
  noticed.length = 0
  document.body.replaceChildren()
})

describe('the window of past runs', () => {
  it('lists them as they come, with what went wrong and what goes on from there', async () => {
    await open([
      run(3, { state: 'interrupted', ended: null, verdict: null, stage: 'implement' }),
      run(2, { state: 'failed', verdict: null, error: 'No juror answered. Run forge doctor.' }),
      run(1),
    ])
    expect(rows()).toEqual([
      'billing · implementinterrupted2026-03-05 10:00It was cut off. Running implement again goes on from there.',
      expect.stringMatching(/^billing · courtfailed.*No juror answered\. Choose Check setup\.$/),
      'billing · courtGO2026-03-05 10:00 · 1:00',
    ])
  })

  it('draws fifty of thousands, and more when asked to', async () => {
    await open(Array.from({ length: 3_000 }, (_, at) => run(at)))
    expect(rows()).toHaveLength(50)
    click('Show 50 more')
    expect(rows()).toHaveLength(100)
  })

  it('is about the feature that is said, and goes over to all', async () => {
    await open([run(1)], 'billing')
    expect(pastRunsHere.mock.lastCall?.[1]).toBe('billing')
    expect(rows()).toEqual([expect.stringMatching(/^courtGO/)])
    click('Show all features')
    await vi.waitFor(() => expect(rows()).toEqual([expect.stringMatching(/^billing · court/)]))
    expect(pastRunsHere.mock.lastCall?.[1]).toBeNull()
  })

  it('shows the end of a log, leads to the note, and back', async () => {
    const at = run(1).began
    const lines: readonly LogLine[] = Array.from({ length: 600 }, (_, step) => ({
      type: 'event',
      at,
      event: { type: 'step', text: `step ${String(step)} <b>` },
    }))
    logHere.mockResolvedValue(ok(lines))
    const { app } = await open([run(1)])
    document.querySelector<HTMLElement>('.forge-past-run')?.click()
    await vi.waitFor(() => expect(document.querySelector('.forge-past-run-log')).not.toBeNull())
    expect(logHere.mock.lastCall?.[1]).toBe('run-1')
    expect(document.querySelector('.forge-past-run-log')?.textContent?.split('\n')).toHaveLength(500)
    expect(document.querySelector('.forge-past-run-log b')).toBeNull()
    expect(shown()).toContain('The last 500 lines; 100 came before.')
    click('Back')
    expect(rows()).toHaveLength(1)
    document.querySelector<HTMLElement>('.forge-past-run')?.click()
    await vi.waitFor(() => expect(document.querySelector('.forge-past-run-log')).not.toBeNull())
    const leaf = app.workspace.getLeaf(true)
    const openFile = vi.spyOn(leaf, 'openFile').mockResolvedValue()
    vi.spyOn(app.workspace, 'getLeaf').mockReturnValue(leaf)
    click('Open note')
    expect(document.querySelector('.forge-past-run-log')).toBeNull()
    expect(openFile.mock.calls.map(([file]) => file.path)).toEqual(['forge/active/2026-03-05_billing_spec.md'])
  })

  it('says in the plugin’s words why there is nothing to show', async () => {
    pastRunsHere.mockReset()
    pastRunsHere.mockResolvedValue(failed(failure('no-repo', 'Forge does not know which repo.', 'None is linked.', 'Run forge doctor.')))
    const forge = await mockForge(new MockApp())
    await forge.perform('runs', null)
    await vi.waitFor(() => expect(shown()).toContain('Forge does not know which repo. None is linked. Choose Check setup.'))
  })

  it('needs the desktop', async () => {
    pretendDevice('phone')
    const forge = await mockForge(new MockApp())
    await forge.perform('runs', null)
    expect(noticed).toEqual(['This needs the desktop app.'])
  })
})
