// @vitest-environment jsdom
import { characterEntities } from 'character-entities'
import { describe, expect, it } from 'vitest'
import { decodeNamedCharacterReference } from '../../src/obsidian/named-reference.ts'

describe('a named character reference', () => {
  it('stands for what the Markdown parser takes it for, every one of them', () => {
    const wrong = Object.entries(characterEntities).filter(([name, text]) => decodeNamedCharacterReference(name) !== text)
    expect(wrong).toEqual([])
  })

  it.each(['', 'nothing', 'am', 'notit', 'eacut', 'amplifier', 'lt;', 'constructor'])('is none where it reads &%s;', (name) => {
    expect(decodeNamedCharacterReference(name)).toBe(false)
  })
})
