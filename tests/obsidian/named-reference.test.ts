// @vitest-environment jsdom
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeNamedCharacterReference } from '../../src/obsidian/named-reference.ts'

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t' }

/** The list that the Markdown parser brings along. */
function knownReferences(): readonly (readonly [string, string])[] {
  const list = readFileSync('node_modules/character-entities/index.js', 'utf8')
  return [...list.matchAll(/^\s+(\w+): (['"])(.*)\2,?$/gm)].map(([, name = '', , text = '']) => [
    name,
    text.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter),
  ])
}

describe('a named character reference', () => {
  it('stands for what the Markdown parser takes it for, every one of them', () => {
    const known = knownReferences()
    expect(known.length).toBeGreaterThan(2_000)
    const wrong = known.filter(([name, text]) => decodeNamedCharacterReference(name) !== text)
    expect(wrong).toEqual([])
  })

  it.each(['', 'nothing', 'am', 'notit', 'eacut', 'amplifier', 'lt;', 'constructor'])('is none where it reads &%s;', (name) => {
    expect(decodeNamedCharacterReference(name)).toBe(false)
  })
})
