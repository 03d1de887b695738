import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { AgentConfig } from '../../src/agents/config.ts'
import { ask, bench, fixture, FIXTURES } from './bench.ts'

const CLI = path.join(FIXTURES, 'vendor-cli.mjs')
const vendor = (scene: string, more: Partial<AgentConfig> = {}): AgentConfig =>
  fixture('', { kind: 'kimi', argv: [], path: CLI, env: { DIALECT: 'kimi', SCENE: scene }, ...more })

describe('an agent that takes over', () => {
  it.each([
    ['is shut out', vendor('shut-out', { fallback: 'other' })],
    ['stays overloaded', vendor('overloaded', { fallback: 'other' })],
    ['is missing', vendor('answers', { fallback: 'other', path: '/nowhere/kimi' })],
  ])('answers where the first %s, and both are told of', async (_name, mine) => {
    const on = bench({ mine, other: fixture('answers.mjs') })
    const reply = await on.agents.ask(ask('mine'))
    expect(reply).toMatchObject({ answer: { ok: true, value: { word: 'yes' } }, by: { agent: 'other', family: 'other' } })
    expect(on.events.filter((event) => event.type === 'start').map((event) => event.agent)).toEqual(['mine', 'other'])
    expect(on.events.filter((event) => event.type === 'end')).toMatchObject([{ outcome: 'answered' }])
    expect(on.log.join('\n')).toContain('other takes over from mine')
    expect(on.events).toContainEqual({ type: 'retry', reason: expect.stringContaining('other takes over from mine') as unknown })
  })

  it.each([
    ['gives bad answers', fixture('answers.mjs', { fallback: 'other' }, 'wrong'), 'agent-bad-answer'],
    ['crashes', fixture('crashes.mjs', { fallback: 'other' }), 'agent-failed'],
    ['hangs', fixture('hangs.mjs', { fallback: 'other' }), 'agent-timed-out'],
  ])('does not where the first %s', async (name, mine, code) => {
    const on = bench({ mine, other: fixture('answers.mjs') }, name === 'hangs' ? { timeoutMs: 600 } : {})
    const reply =
      name === 'gives bad answers' ? await on.agents.ask(ask('mine', { contract: nothingFits })) : await on.agents.ask(ask('mine'))
    expect(reply).toMatchObject({ answer: { ok: false, error: { code } } })
    expect(reply.by).toBeUndefined()
  })

  it('says where nothing held whoever answered, and not where something did', async () => {
    const other = vendor('answers', { unconfined: true })
    const on = bench({ mine: vendor('shut-out', { fallback: 'other', unconfined: true }), other, held: vendor('answers') })
    expect(await on.agents.ask(ask('mine', { access: 'edit' }))).toMatchObject({ by: { agent: 'other' }, unconfined: true })
    expect((await on.agents.ask(ask('other'))).unconfined).toBeUndefined()
    expect((await on.agents.ask(ask('held'))).unconfined).toBeUndefined()
  })

  it('is asked once, though two name each other', async () => {
    const on = bench({ mine: vendor('shut-out', { fallback: 'other' }), other: vendor('overloaded', { fallback: 'mine' }) })
    const reply = await on.agents.ask(ask('mine'))
    expect(reply).toMatchObject({ answer: { ok: false, error: { what: 'The service of other is overloaded.' } }, by: { agent: 'other' } })
  })

  it('does not take over what must not be done at all', async () => {
    const on = bench({ mine: vendor('answers', { fallback: 'other' }), other: fixture('answers.mjs') })
    expect(await on.agents.check(['mine'], ['mine'])).toMatchObject({ ok: false, error: { code: 'agent-unconfined' } })
    const reply = await on.agents.ask(ask('mine', { access: 'edit' }))
    expect(reply).toMatchObject({ answer: { ok: false, error: { code: 'agent-unconfined' } } })
    expect(reply.by).toBeUndefined()
  })

  it('lets the check pass, and stands for the first', async () => {
    const other = vendor('answers')
    const logged = { ...vendor('logged-out', { fallback: 'other' }) }
    expect(await bench({ mine: logged, other }).agents.check(['mine'])).toMatchObject({
      ok: true,
      value: [{ name: 'mine', loggedIn: null }],
    })
    expect(await bench({ mine: logged, other: vendor('logged-out') }).agents.check(['mine'])).toMatchObject({
      ok: false,
      error: { code: 'agent-not-logged-in', what: 'The agent mine is not logged in.' },
    })
  })
})

const nothingFits = { ...ask('mine').contract, decode: () => ({ ok: false, error: 'word: is wrong' }) as const }
