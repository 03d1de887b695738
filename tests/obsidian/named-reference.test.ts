// @vitest-environment jsdom
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { decodeNamedCharacterReference } from '../../src/obsidian/named-reference.ts'

/** The list that the Markdown parser brings along. */
const LIST = 'character-entities'
const ENTITIES = v.object({ characterEntities: v.record(v.string(), v.string()) })

describe('a named character reference', () => {
  it('stands for what the Markdown parser takes it for, every one of them', async () => {
    const { characterEntities } = v.parse(ENTITIES, await import(LIST))
    const wrong = Object.entries(characterEntities).filter(([name, text]) => decodeNamedCharacterReference(name) !== text)
    expect(wrong).toEqual([])
  })

  it.each(['', 'nothing', 'am', 'notit', 'eacut', 'amplifier', 'lt;', 'constructor'])('is none where it reads &%s;', (name) => {
    expect(decodeNamedCharacterReference(name)).toBe(false)
  })
})
