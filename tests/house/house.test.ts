import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { findCycle, FLOORS, importsOf, readImports, violations } from './house.ts'

const SRC = path.resolve(import.meta.dirname, '../../src')
const MAX_LINES = 350

describe('the house', () => {
  const imports = readImports(SRC)

  it('has arrows that point downward only, and opens each outside door in one room', () => {
    expect(violations(imports)).toEqual([])
  })

  it('has no cycles', () => {
    expect(findCycle(imports)).toBeNull()
  })

  it('is made of rooms that all exist', () => {
    const rooms = readdirSync(SRC).map((name) => name.replace(/\.ts$/, ''))
    expect([...FLOORS.flat()].sort()).toEqual(rooms.sort())
  })

  it('has no file that outgrew one concept, no barrel, and no loose type', () => {
    for (const file of readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))) {
      const source = readFileSync(path.join(SRC, file), 'utf8')
      expect(source.split('\n').length, file).toBeLessThanOrEqual(MAX_LINES)
      expect(source, file).not.toMatch(/export \* from/)
      expect(source, file).not.toMatch(/@ts-ignore|@ts-expect-error|@ts-nocheck|eslint-disable/)
    }
  })
})

describe('the guard of the house', () => {
  it('sees every way to import', () => {
    const source =
      "import a from './a.ts'\nimport type { B } from '../b/b.ts'\nimport 'node:fs'\nconst c = await import('./c.ts')\nexport { d } from './d.ts'\n"
    expect(importsOf('court/run.ts', source).map((arrow) => arrow.to)).toEqual([
      'court/a.ts',
      'b/b.ts',
      'node:fs',
      'court/c.ts',
      'court/d.ts',
    ])
  })

  it('reports an upward arrow, a stage that uses a stage, and each closed door', () => {
    const wrong = [
      { from: 'notes/a.ts', to: 'court/run.ts' },
      { from: 'court/run.ts', to: 'critique/run.ts' },
      { from: 'notes/a.ts', to: 'node:fs' },
      { from: 'commands/a.ts', to: 'obsidian' },
      { from: 'repo/bench.ts', to: 'cross-spawn' },
      { from: 'nowhere/a.ts', to: 'notes/a.ts' },
    ]
    for (const arrow of wrong) expect(violations([arrow]), JSON.stringify(arrow)).toHaveLength(1)
    expect(violations([{ from: 'court/run.ts', to: 'notes/court-note.ts' }])).toEqual([])
  })

  it('finds a cycle through three files', () => {
    const round = [
      { from: 'a/a.ts', to: 'a/b.ts' },
      { from: 'a/b.ts', to: 'a/c.ts' },
      { from: 'a/c.ts', to: 'a/a.ts' },
    ]
    expect(findCycle(round)).toEqual(['a/a.ts', 'a/b.ts', 'a/c.ts', 'a/a.ts'])
    expect(findCycle(round.slice(0, 2))).toBeNull()
  })
})
