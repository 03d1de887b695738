// @vitest-environment jsdom
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import { renderCourt } from '../../src/notes/court-note.ts'
import { STATUSES } from '../../src/notes/vocabulary.ts'
import { court, ruling } from '../notes/court-samples.ts'
import { noteKeysOf, propertiesOf, readBase } from './base-file.ts'
import { noticed, useLiveControls } from './live-controls.ts'
import { MockApp } from './mock-app.ts'
import { mockForge, pretendDevice } from './mock-forge.ts'

const BASES = path.resolve(import.meta.dirname, '../../templates/bases')
const NOTES = path.resolve(import.meta.dirname, '../../docs/notes')
const NAMES = ['Cost.base', 'Decisions.base', 'In progress.base', 'Rules.base', 'Waiting for me.base']
const text = (name: string): string => readFileSync(path.join(BASES, name), 'utf8')

const keysOf = (note: string): readonly string[] => {
  const keys = readKeys(note)
  return keys.ok ? Object.keys(keys.value) : []
}

/** The keys of the documented notes, which the stages wrote, and of a decision that everything has happened to. */
const WRITTEN = new Set([
  ...readdirSync(NOTES).flatMap((name) => keysOf(readFileSync(path.join(NOTES, name), 'utf8'))),
  ...keysOf(
    renderCourt(
      court({
        ruling: ruling('GO', 7),
        override: { verdict: 'KILL', reason: 'Not now.' },
        supersededBy: '2026-03-06_billing_court-2',
        aftermath: { outcome: 'dropped', retro: '2026-03-06_billing_retro' },
      }),
    ),
  ),
])

describe('the views', () => {
  it('are five', () => {
    expect(readdirSync(BASES).sort()).toEqual(NAMES)
  })

  it.each(NAMES)('%s looks at forge alone and names only what is there', (name) => {
    const base = readBase(text(name))
    const filters = JSON.stringify(base.filters)
    expect([...filters.matchAll(/inFolder\(\\"([^"\\]+)/g)].map((match) => match[1]?.split('/')[0])).toContain('forge')
    expect(filters).not.toMatch(/inFolder\(\\"(?!forge\/)/)
    for (const property of propertiesOf(base)) {
      expect(property).toMatch(/^(?:note|formula|file)\.[a-z_]+$/)
      if (property.startsWith('formula.')) expect(Object.keys(base.formulas), property).toContain(property.slice('formula.'.length))
    }
    for (const { order } of base.views) for (const property of order) expect(Object.keys(base.properties), property).toContain(property)
  })

  it('sort every state into one of five lanes, in the order of the pipeline', () => {
    const { lane = '' } = readBase(text('In progress.base')).formulas
    const lanes = [...lane.matchAll(/if\(([^,]+), "(\d \w+)"/g)].map(([, when = '', title = '']) => ({ when, title }))
    const laneOf = (status: string) => lanes.filter(({ when }) => when.includes(`status == "${status}"`)).map(({ title }) => title)
    for (const status of STATUSES) expect(laneOf(status), status).toHaveLength(1)
    expect(lanes.map(({ title }) => title)).toEqual(['1 Spec', '2 Decided', '3 Implement', '4 Critique', '5 Retro'])
    const inOrder = STATUSES.flatMap(laneOf)
    expect(inOrder).toEqual([...inOrder].sort())
  })

  it.each(NAMES)('%s names no key that notes do not have', (name) => {
    expect(noteKeysOf(readBase(text(name))).filter((key) => !WRITTEN.has(key))).toEqual([])
  })

  it('have keys that can be found in them', () => {
    expect(noteKeysOf(readBase(text('Waiting for me.base')))).toEqual(['awaiting', 'feature', 'stage', 'title'])
  })
})

describe('writing the views', () => {
  beforeAll(useLiveControls)
  beforeEach(() => {
    pretendDevice('phone')
    noticed.length = 0
  })

  it('writes those that are missing, on a phone too, and leaves the person’s as they are', async () => {
    const app = new MockApp()
    await app.put('forge/views/Cost.base', 'mine')
    const forge = await mockForge(app)
    await forge.perform('views', null)
    expect(await app.text('forge/views/Cost.base')).toBe('mine')
    expect(await app.text('forge/views/Rules.base')).toBe(text('Rules.base'))
    expect(noticed).toEqual([expect.stringMatching(/^Written: Decisions, In progress, Rules, Waiting for me\. They are in forge\/views/)])
    await forge.perform('views', null)
    expect(noticed.at(-1)).toMatch(/^All views are there already, and stay as they are\./)
  })
})
