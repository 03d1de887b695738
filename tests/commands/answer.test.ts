import { describe, expect, it } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { failed } from '../../src/basics/result.ts'
import { answer, type AnswerPlace } from '../../src/commands/answer.ts'
import { stillAwaiting } from '../../src/commands/open-questions.ts'
import { textThatAsks } from '../../src/commands/text-to-read.ts'
import { readFeature } from '../../src/feature/feature.ts'
import { decided, go, keysOf, PLAN, PLAN_2 } from '../implement/journey.ts'
import type { World } from '../implement/fakes.ts'

const PHONE: AnswerPlace = { face: 'obsidian', device: 'phone', today: '2026-03-05' }

async function stopped(): Promise<World> {
  const world = await decided()
  await go(world)
  await say(world, 'plan', 'stop')
  await go(world)
  expect(keysOf(world)).toMatchObject({ step: 'stopped', awaiting: [] })
  return world
}

async function say(world: World, question: string, option: string, words = '', path?: string, seen?: string) {
  const { vault } = world.run()
  const feature = await readFeature(vault, 'billing')
  if (!feature.ok) throw new Error(feature.error.what)
  const given = { question, option, words, ...(path === undefined ? {} : { path }), ...(seen === undefined ? {} : { seen }) }
  return answer(vault, feature.value, given, PHONE)
}

describe('a plan that was stopped', () => {
  it('is taken up again by an approval', async () => {
    const world = await stopped()
    expect(await say(world, 'plan', 'approve')).toMatchObject({ ok: true })
    expect(await go(world)).toMatchObject({ exit: 0 })
    expect(keysOf(world)).toMatchObject({ step: 'built' })
    expect(keysOf(world, PLAN)['answered']).toEqual([
      'plan stop · obsidian · phone · 2026-03-05',
      'plan approve · obsidian · phone · 2026-03-05',
    ])
  })

  it('is taken up again by a wish for another one', async () => {
    const world = await stopped()
    expect(await say(world, 'plan', 'revise', 'Leave the cart alone.')).toMatchObject({ ok: true })
    expect(await go(world)).toMatchObject({ exit: 3, awaiting: ['plan'] })
    expect(world.text(PLAN_2)).toContain('Leave the cart alone.')
  })
})

describe('an answer', () => {
  it('is refused once the plan is being built, and the refusal speaks of the face that was used', async () => {
    const world = await decided()
    await go(world)
    await say(world, 'plan', 'approve')
    await go(world)
    expect(await say(world, 'plan', 'stop')).toMatchObject({
      ok: false,
      error: { code: 'no-such-question', next: 'Open the board to see what waits.' },
    })
  })

  it('is refused where the note reads otherwise than it did when it was read', async () => {
    const world = await decided()
    await go(world)
    const seen = textThatAsks(world.text(PLAN), 'plan')
    world.edit(PLAN, (text) => text.replace('## ', 'Drop the till.\n\n## '))
    const changed = world.text(PLAN)
    expect(changed).toContain('Drop the till.')
    expect(await say(world, 'plan', 'approve', '', PLAN, seen)).toMatchObject({ ok: false, error: { code: 'note-changed' } })
    expect(world.text(PLAN)).toBe(changed)
    expect(await say(world, 'plan', 'approve', '', PLAN, textThatAsks(changed, 'plan'))).toMatchObject({ ok: true })
  })

  it('is refused once the feature is archived, also where its plan was stopped', async () => {
    const world = await stopped()
    const { vault } = world.run()
    const feature = await readFeature(vault, 'billing')
    if (!feature.ok) throw new Error(feature.error.what)
    const given = { question: 'plan', option: 'approve', words: '' }
    expect(await answer(vault, { ...feature.value, state: 'ARCHIVED' }, given, PHONE)).toMatchObject({ ok: false })
    expect(await answer(vault, feature.value, given, PHONE)).toMatchObject({ ok: true })
  })

  it('says why where a note that may ask cannot be read', async () => {
    const world = await decided()
    await go(world)
    const { vault } = world.run()
    const feature = await readFeature(vault, 'billing')
    if (!feature.ok) throw new Error(feature.error.what)
    const unread = failed(failure('bad-note', 'It is no text.', '', 'Mend it.'))
    const half = {
      ...vault,
      edit: vault.edit.bind(vault),
      read: (path: string) => (path === PLAN ? Promise.resolve(unread) : vault.read(path)),
    }
    const given = { question: 'plan', option: 'approve', words: '' }
    expect(await answer(half, feature.value, given, PHONE)).toMatchObject({ error: { what: 'It is no text.' } })
    expect(await stillAwaiting(half, feature.value)).toEqual(['plan'])
  })

  it('goes to the note that is meant', async () => {
    const world = await decided()
    await go(world)
    expect(await say(world, 'plan', 'approve', '', PLAN_2)).toMatchObject({ ok: false })
    expect(await say(world, 'plan', 'approve', '', PLAN)).toMatchObject({ ok: true })
  })
})
