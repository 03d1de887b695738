import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CLIS, isInstalled } from './clis.ts'
import { playDemo, type Demo } from './demo.ts'
import { CANARY } from './environment.ts'
import { TOKENS } from './scripted-model.ts'
import { READ_WORDS } from './story.ts'

const LONG_MS = 900_000
const Spent = v.object({ tokens_in: v.optional(v.number(), 0), tokens_out: v.optional(v.number(), 0) })

/** The demo with a real CLI in every role, the model scripted: each test looks at another side of what came of it. */
describe.each(CLIS.filter(isInstalled))('the demo with $kind', (cli) => {
  let demo: Demo
  let remove: () => void = () => undefined
  beforeAll(async () => {
    demo = await playDemo(cli)
    ;({ remove } = demo)
  }, LONG_MS)
  afterAll(() => remove())

  it('goes its whole way', () => {
    const attempts = ['implement 3', 'answer 0', 'implement 0', 'critique 4', 'implement 0', 'critique 0']
    expect(demo.commands, demo.said).toEqual(['init 0', 'spec 0', 'court 0', 'trust 0', ...attempts, 'land 0', 'retro 0', 'status 0'])
  })

  it('asks this CLI alone, in every role', () => {
    expect(demo.keys('court')).toMatchObject({ jurors: ['value', 'cost', 'risk'].map((lens) => `${cli.kind}:${lens}`) })
    const roles = ['juror', 'planner', 'builder', 'reviewer', 'verifier', 'historian']
    expect([...new Set(demo.story.begun.map(({ role }) => role))]).toEqual(roles)
  })

  it('lets the model read with the CLI’s own tool', () => {
    const readers = demo.story.continued.filter(({ role }) => role !== 'builder')
    expect(readers).toHaveLength(demo.story.begun.filter(({ role }) => role !== 'builder').length)
    expect(readers.filter(({ body }) => !body.includes(READ_WORDS)).map(({ role, focus }) => `${role} ${focus ?? ''}`)).toEqual([])
  })

  it('lets it write with the CLI’s own tools: a build, a repair of what the gate refused, a second attempt', () => {
    expect(demo.story.begun.filter(({ role }) => role === 'builder')).toHaveLength(3)
    expect(demo.git('log', '--format=%s', 'main..forge/discount-codes').split('\n')).toEqual([
      'fix(discount): keep the price at or above zero',
      'feat(discount): add discount codes',
    ])
  })

  it('lands one commit, by the person, in a tree that is as clean as before', () => {
    const by = 'Demo demo@localhost Demo demo@localhost'
    const log = demo.git('log', '--format=%an %ae %cn %ce %s', 'main').split('\n')
    expect(log).toEqual([`${by} feat(discount): add discount codes`, `${by} Open the corner shop`])
    expect(demo.git('show', '--name-only', '--format=', 'main').split('\n')).toEqual(['src/discount.mjs', 'test/discount.test.mjs'])
    expect(demo.git('show', 'main:src/discount.mjs')).toContain('Math.max(0, sum - discount.amount)')
    expect(demo.git('status', '--porcelain', '--ignored')).toBe('')
  })

  it('says in the notes what came of each step', () => {
    const landed = demo.git('rev-parse', 'main')
    expect(demo.keys('court')).toMatchObject({ status: 'DECIDED', verdict: 'GO', score: 7, contested: false })
    expect(demo.keys('critique')).toMatchObject({ status: 'ARCHIVED', verdict: 'REJECTED', attempt: 1, must_fix_count: 1 })
    expect(demo.keys('critique-2')).toMatchObject({ status: 'ARCHIVED', verdict: 'PASS', attempt: 2, must_fix_count: 0 })
    expect(demo.keys('implement')).toMatchObject({ status: 'ARCHIVED', step: 'built', attempt: 2, gates: 'passed', landed_sha: landed })
    expect(demo.keys('retro')).toMatchObject({ status: 'ARCHIVED', step: 'archived', rules_added: 1 })
  })

  it('sets the claim apart whose quote stands nowhere', () => {
    const [counted = '', unproved = ''] = demo.note('critique').split('\n## Unproved\n')
    expect(counted).toContain('## Finding 1 · A fixed amount that exceeds the sum gives a negative price.')
    expect(counted).not.toContain('fetchAllCodes')
    expect(unproved.split('\n## ')[0]).toContain('fetchAllCodes')
  })

  it('counts every question to the model once', () => {
    const spent = demo.allKeys().map((keys) => v.parse(Spent, keys))
    const sum = (key: keyof v.InferOutput<typeof Spent>): number => spent.reduce((total, one) => total + one[key], 0)
    const counted = cli.counts !== 'never' ? demo.questions : 0
    expect({ in: sum('tokens_in'), out: sum('tokens_out') }).toEqual({ in: counted * TOKENS.in, out: counted * TOKENS.out })
  })

  it('leaves no process', () => expect(demo.alive()).toEqual([]))

  it('shows its key in no note, log, config or output', () => {
    expect(demo.said).not.toContain(CANARY)
    expect(demo.leaks()).toEqual([])
  })

  it('contacts nobody', () => expect(demo.wanted).toEqual([]))
})
