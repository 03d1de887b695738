// @vitest-environment jsdom
import { beforeAll, beforeEach, expect, it } from 'vitest'
import { actionOf } from '../../src/obsidian/actions.ts'
import { pickFeature } from '../../src/obsidian/pick-feature-modal.ts'
import { sampleSpec } from './board/sample-notes.ts'
import { click, useLiveControls } from './live-controls.ts'
import { MockApp } from './mock-app.ts'
import { mockForge } from './mock-forge.ts'

beforeAll(useLiveControls)
beforeEach(() => document.body.replaceChildren())

it('lists features as people count, under the titles that say more than their names; a run of no feature as it is', async () => {
  const app = new MockApp()
  const notes = { ...sampleSpec('step-10', 'Step 10'), ...sampleSpec('step-2', 'The second step') }
  for (const [path, text] of Object.entries(notes)) await app.put(path, text)
  const forge = await mockForge(app)
  const fitting = ['step-10', 'a run', 'step-2'].map((name) => ({ name, text: `${name} · SPEC` }))
  const picked = pickFeature(forge, actionOf('court'), fitting)
  const items = [...document.querySelectorAll('.suggestion-item')].map((one) => one.textContent)
  expect(items).toEqual(['a run · SPEC', 'The second step · step-2 · SPEC', 'step-10 · SPEC'])
  click('The second step · step-2 · SPEC')
  expect(await picked).toBe('step-2')
})
