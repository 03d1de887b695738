import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { leftBehind, SLOW_MS, Workshop, type Outcome } from './harness.ts'

const STATUS = v.object({
  features: v.array(
    v.object({
      feature: v.string(),
      repo: v.nullable(v.string()),
      state: v.string(),
      verdict: v.nullable(v.string()),
      awaiting: v.array(v.string()),
      next: v.array(v.object({ command: v.string(), allowed: v.boolean() })),
    }),
  ),
  problems: v.array(v.unknown()),
})

/** One feature's whole life, each test one command further, as a script would drive it. */
describe('the straight way', { timeout: SLOW_MS }, () => {
  const shop = new Workshop()
  let before = ''
  beforeAll(async () => {
    await shop.open('discount-codes')
    before = shop.treeHash()
  }, SLOW_MS)
  afterAll(() => shop.remove())

  const status = async () => {
    const { document } = await shop.forge('status')
    const [feature] = v.parse(STATUS, document).features
    if (feature === undefined) throw new Error('status lists no feature')
    return { ...feature, next: feature.next.filter((step) => step.allowed).map((step) => step.command) }
  }
  const expectStage = (outcome: Outcome, exit: number, keys: Record<string, unknown>) => {
    expect(outcome.document, outcome.stderr).toMatchObject(keys)
    expect(outcome.exit, outcome.stderr).toBe(exit)
  }

  it('writes a spec', async () => {
    expect(await status()).toMatchObject({
      feature: 'discount-codes',
      repo: 'shop',
      state: 'SPEC',
      verdict: null,
      awaiting: [],
      next: ['court'],
    })
  })

  it('holds court: GO', async () => {
    expectStage(await shop.forge('court', 'discount-codes'), 0, {
      stage: 'court',
      state: 'DECIDED',
      verdict: 'GO',
      awaiting: [],
      error: null,
    })
    expect(shop.notes('decisions')).toHaveLength(1)
    expect(await status()).toMatchObject({ state: 'DECIDED', verdict: 'GO', next: ['court', 'implement'] })
  })

  it('leaves the plan as a question', async () => {
    expectStage(await shop.forge('implement'), 3, { stage: 'implement', state: 'IMPLEMENTING', awaiting: ['plan'], error: null })
    expect(await status()).toMatchObject({ state: 'IMPLEMENTING', awaiting: ['plan'] })
  })

  it('builds what was approved, in a worktree, behind the gate', async () => {
    expect((await shop.forge('answer', 'discount-codes', 'plan', 'approve')).exit).toBe(0)
    expect(await status()).toMatchObject({ awaiting: [], next: ['court', 'implement'] })
    expectStage(await shop.forge('implement'), 0, { state: 'IMPLEMENTING', awaiting: [], error: null })
    const note = shop.read(`forge/active/${shop.notes('active').find((name) => name.endsWith('_implement.md')) ?? ''}`)
    const [base, head] = ['base_sha', 'head_sha'].map((key) => new RegExp(`^${key}: "?([0-9a-f]{40})`, 'm').exec(note)?.[1] ?? '')
    expect(shop.git('rev-parse', 'main')).toBe(base)
    expect(shop.git('rev-parse', 'forge/discount-codes')).toBe(head)
    expect(shop.git('diff', '--name-only', `${base ?? ''}..${head ?? ''}`).split('\n')).toEqual([
      'src/discount.mjs',
      'test/discount.test.mjs',
    ])
    expect(note).toMatch(/^gates: passed$/m)
    expect(shop.treeHash()).toBe(before)
  })

  it('mended what the gate refused, without being asked', () => {
    const builds = shop.asked().filter((asked) => asked.role === 'builder' && asked.event === 'answered')
    expect(builds).toHaveLength(2)
  })

  it('is rejected for the finding that stands', async () => {
    expectStage(await shop.forge('critique'), 4, {
      stage: 'critique',
      state: 'REJECTED',
      verdict: 'REJECTED',
      awaiting: ['finding-1'],
      error: null,
    })
    expect(await status()).toMatchObject({ state: 'REJECTED', awaiting: ['finding-1'], next: ['court', 'implement'] })
  })

  it('builds the second attempt from that finding and passes', async () => {
    expectStage(await shop.forge('implement'), 0, { state: 'IMPLEMENTING', awaiting: [] })
    expectStage(await shop.forge('critique'), 0, { state: 'PASS', verdict: 'PASS', awaiting: [] })
    expect(await status()).toMatchObject({ state: 'PASS', next: ['land', 'retro'] })
    expect(shop.treeHash()).toBe(before)
  })

  it('lands as one commit', async () => {
    const main = shop.git('rev-parse', 'main')
    expectStage(await shop.forge('land'), 0, { state: 'PASS', error: null })
    expect(shop.git('rev-parse', 'main^')).toBe(main)
    expect(shop.git('status', '--porcelain')).toBe('')
    expect(shop.git('show', 'main:src/discount.mjs')).toContain('Math.max(0')
  })

  it('adds one rule, archives the notes and keeps the decision', async () => {
    expectStage(await shop.forge('retro'), 0, { stage: 'retro', state: 'ARCHIVED', awaiting: [], error: null })
    expect(shop.notes('active')).toEqual([])
    expect(shop.read('forge/core-rules/workflow.md')).toContain('Clamp prices at zero')
    for (const name of shop.notes('archive')) expect(shop.read(`forge/archive/${name}`), name).toMatch(/^status: ARCHIVED$/m)
    const [decision] = shop.notes('decisions')
    expect(shop.read(`forge/decisions/${decision ?? ''}`)).toMatch(/^outcome: \S/m)
    expect(await status()).toMatchObject({ state: 'ARCHIVED', next: [] })
  })

  it('asked no one twice and left no process behind', () => {
    const answered = shop.asked().filter((asked) => asked.event === 'answered')
    expect(
      answered
        .filter((asked) => asked.role === 'juror')
        .map((asked) => asked.focus)
        .sort(),
    ).toEqual(['cost', 'risk', 'value'])
    expect(leftBehind(shop)).toEqual([])
  })
})
