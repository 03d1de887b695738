import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Workshop } from '../journey/harness.ts'
import { demoJourney, hotfixJourney, type Shown } from './journeys.ts'
import { steady } from './steady.ts'

const DOCS = path.resolve(import.meta.dirname, '../../docs/notes')
const GUIDE = 'README.md'
const JOURNEYS_MS = 600_000
const today = () => new Date().toLocaleDateString('sv-SE')

/** The notes of docs/notes are what the built command writes today. UPDATE_DOCS=1 writes them anew. */
describe('the notes in the documentation', () => {
  const shops = [new Workshop(), new Workshop()] as const
  let written: readonly Shown[] = []
  beforeAll(async () => {
    written = (await Promise.all([shown(shops[0], demoJourney), shown(shops[1], hotfixJourney)])).flat()
    if (process.env['UPDATE_DOCS'] === '1') update(written)
  }, JOURNEYS_MS)
  afterAll(() => shops.forEach((shop) => shop.remove()))

  it('are as many as the journeys show', () => {
    expect(documented()).toEqual(written.map(([name]) => name).sort())
  })

  it('read as Forge writes them', () => {
    for (const [name, text] of written) expect(readFileSync(path.join(DOCS, name), 'utf8'), `${name}: run UPDATE_DOCS=1 npx vitest run --mode journeys tests/docs`).toBe(text)
  })

  it('are all named in the guide to them, which names no other', () => {
    const guide = readFileSync(path.join(DOCS, GUIDE), 'utf8')
    const named = [...guide.matchAll(/\]\(([^)]+\.md)\)/g)].map((match) => match[1] ?? '')
    expect(named.filter((name) => !name.startsWith('.')).sort()).toEqual(documented())
  })

  it('tell nothing about the device that wrote them', () => {
    for (const name of documented()) expect(readFileSync(path.join(DOCS, name), 'utf8'), name).not.toMatch(/forge-journey-|\/tmp\/|\/var\/folders\//)
  })
})

async function shown(shop: Workshop, journey: (shop: Workshop) => Promise<readonly Shown[]>): Promise<readonly Shown[]> {
  const began = today()
  const notes = await journey(shop)
  const texts = steady(notes.flat(), { folder: shop.folder, dates: [...new Set([began, today()])] })
  return notes.map((_, at) => [texts[2 * at] ?? '', texts[2 * at + 1] ?? ''])
}

function documented(): readonly string[] {
  return readdirSync(DOCS).filter((name) => name !== GUIDE).sort()
}

function update(notes: readonly Shown[]): void {
  mkdirSync(DOCS, { recursive: true })
  for (const name of documented()) rmSync(path.join(DOCS, name))
  for (const [name, text] of notes) writeFileSync(path.join(DOCS, name), text)
}
