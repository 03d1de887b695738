// @vitest-environment jsdom
import { beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { openNote } from '../../src/obsidian/open-note.ts'
import { noticed, useLiveControls } from './live-controls.ts'
import { MockApp } from './mock-app.ts'
import { mockForge } from './mock-forge.ts'

const NAME = '2026-03-05_a_spec.md'

beforeAll(useLiveControls)
beforeEach(() => {
  noticed.length = 0
})

async function vaultOf(...paths: readonly string[]) {
  const app = new MockApp()
  for (const path of paths) await app.put(path, '# A note\n')
  const forge = await mockForge(app)
  const perform = vi.spyOn(forge, 'perform').mockResolvedValue()
  const opened = vi.spyOn(app.workspace, 'openLinkText')
  return { forge, perform, links: () => opened.mock.calls.map(([link]) => link) }
}

it('opens a note at its path, and at a heading of it', async () => {
  const { forge, links } = await vaultOf(`forge/active/${NAME}`)
  await openNote(forge, `forge/active/${NAME}`)
  await openNote(forge, '2026-03-05_a_spec#Goal', 'tab', 'forge/active/x.md')
  expect(links()).toEqual([`forge/active/${NAME}`, `forge/active/${NAME}#Goal`])
})

it('follows a note that was archived, and takes none of the rehearsal for it', async () => {
  const archived = await vaultOf(`forge/archive/${NAME}`)
  await openNote(archived.forge, `forge/active/${NAME}`)
  expect([archived.links(), noticed]).toEqual([[`forge/archive/${NAME}`], []])
  const rehearsed = await vaultOf(`Forge rehearsal/forge/active/${NAME}`)
  await openNote(rehearsed.forge, `forge/active/${NAME}`)
  expect(rehearsed.links()).toEqual([])
})

it('writes no empty note where there is none: it says so and shows the board', async () => {
  const { forge, links, perform } = await vaultOf()
  await openNote(forge, `forge/active/${NAME}`)
  expect([links(), perform.mock.calls]).toEqual([[], [['board', null]]])
  expect(noticed).toEqual([expect.stringContaining(`${NAME} is not there`)])
})
