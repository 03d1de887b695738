import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ok } from '../../src/basics/result.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import { parsePolicyNote, renderPolicyNote } from '../../src/notes/policy-note.ts'
import { seatName, type Policy } from '../../src/policy/policy.ts'
import { POLICY_KEYS } from '../../src/policy/policy-keys.ts'
import { POLICY_PATH, readPolicy, repoPolicyPath } from '../../src/policy/read-policy.ts'
import { defaultSeats, readSeats, SEAT_LENSES } from '../../src/policy/seats.ts'
import { LENSES } from '../../src/notes/vocabulary.ts'

const AGENTS = ['claude', 'codex', 'gemini']

interface Notes {
  readonly common?: string
  readonly repo?: string
}

/** The policy as two notes with this frontmatter set it. */
function policyOf({ common, repo }: Notes, agents: readonly string[] = AGENTS) {
  const note = (path: string, yaml: string | undefined) => {
    if (yaml === undefined) return []
    const keys = readKeys(`---\n${yaml}\n---\n`)
    return [{ path, keys: keys.ok ? keys.value : {}, broken: keys.ok ? null : keys.error }]
  }
  const listed = [...note(POLICY_PATH, common), ...note(repoPolicyPath('shop'), repo), ...note(repoPolicyPath('other'), 'quorum: wrong')]
  return readPolicy({ list: () => Promise.resolve(listed) }, 'shop', agents)
}

async function read(notes: Notes, agents?: readonly string[]): Promise<Policy> {
  const policy = await policyOf(notes, agents)
  if (!policy.ok) throw new Error(`${policy.error.what} ${policy.error.why}`)
  return policy.value
}

describe('the policy', () => {
  it('has the documented defaults', async () => {
    expect(await read({})).toEqual({
      jurors: [
        { agent: 'claude', lens: 'value' },
        { agent: 'codex', lens: 'cost' },
        { agent: 'gemini', lens: 'risk' },
      ],
      quorum: 2,
      go_at: 6.5,
      kill_below: 4,
      weights: { benefit: 1, necessity: 1, burden: 1, performance: 1, bottleneck: 1, currency: 1 },
      planner: 'claude',
      builder: 'claude',
      verifier: 'codex',
      historian: 'claude',
      reviewers: ['claude'],
      gates: [],
      setup: [],
      gate_timeout_s: 600,
      agent_timeout_s: 1800,
      setup_timeout_s: 600,
      heal_attempts: 2,
      review_attempts: 3,
      max_changed_files: 50,
      max_changed_lines: 2000,
      protected_paths: [],
      budget_usd: null,
      budget_tokens: null,
      budget_minutes: null,
      stale_after_days: 30,
      autonomy: 'gated',
    })
  })

  it('takes each key from the note of the repo, then from the common one', async () => {
    const policy = await read({
      common:
        'title: Policy\ntags: [a]\ncategory: forge/policy\ncssclasses: []\ngates: [npm test, npm run lint]\nheal_attempts: 0\nautonomy: supervised\nquorum:',
      repo: 'gates: []\nweights: [benefit=2, "burden = 0.5"]\nbudget_usd: 2.5\njurors: [codex, "codex:risk", me]\nplanner: codex',
    })
    expect(policy).toMatchObject({ gates: [], heal_attempts: 0, autonomy: 'supervised', quorum: 2, budget_usd: 2.5, planner: 'codex' })
    expect(policy.weights).toMatchObject({ benefit: 2, burden: 0.5, currency: 1 })
    expect(policy.jurors.map(seatName)).toEqual(['codex:value', 'codex:risk', 'me:cost'])
  })

  it('asks for one opinion where there is one seat', async () => {
    expect((await read({ common: 'jurors: [claude:risk]' })).quorum).toBe(1)
    expect((await read({}, ['claude'])).jurors.map(seatName)).toEqual(['claude:value', 'claude:cost', 'claude:risk'])
    expect(await read({}, [])).toMatchObject({ jurors: [], planner: '', verifier: '', reviewers: [] })
  })

  it('lets another agent verify where there is one', async () => {
    expect((await read({ common: 'reviewers: [codex]\nbuilder: claude' })).verifier).toBe('gemini')
    expect((await read({ common: 'reviewers: [codex]\nbuilder: claude' }, ['claude', 'codex'])).verifier).toBe('claude')
    expect((await read({}, ['claude'])).verifier).toBe('claude')
    expect((await read({ common: 'verifier: claude' })).verifier).toBe('claude')
  })

  it.each([
    ['qorum: 2', `${POLICY_PATH}: "qorum" is no key`, 'jurors, quorum, go_at'],
    ['quorum: two', 'quorum has a wrong value', 'a whole number from 1'],
    ['quorum: 0', 'quorum has a wrong value', 'a whole number from 1'],
    ['quorum: 1.5', 'quorum has a wrong value', 'a whole number from 1'],
    ['go_at: 11', 'go_at has a wrong value', 'a number from 0 to 10'],
    ['go_at: "6"', 'go_at has a wrong value', 'a number from 0 to 10'],
    ['go_at: .nan', 'go_at has a wrong value', 'a number from 0 to 10'],
    ['jurors: claude', 'jurors has a wrong value', 'a list of seats'],
    ['jurors: []', 'jurors has a wrong value', 'a list of seats'],
    ['jurors: [claude:speed]', 'jurors has a wrong value', '"speed" is no lens'],
    ['jurors: [claude:risk, claude:risk]', 'jurors has a wrong value', 'there twice'],
    ['weights: [speed=1]', 'weights has a wrong value', '"speed=1" is no weight'],
    ['weights: [benefit=-1]', 'weights has a wrong value', 'benefit, necessity'],
    ['weights: [benefit=1, benefit=2]', 'weights has a wrong value', 'is there twice'],
    ['gates: npm test', 'gates has a wrong value', 'a list of commands'],
    ['gates: ["  "]', 'gates has a wrong value', 'a list of commands'],
    ['autonomy: full', 'autonomy has a wrong value', 'supervised, gated'],
    ['budget_usd: 0', 'budget_usd has a wrong value', 'above 0'],
    ['heal_attempts: -1', 'heal_attempts has a wrong value', 'from 0'],
    ['x: [', 'cannot be read', ''],
    ['go_at: 3\nkill_below: 5', 'contradicts itself', 'no score could mean DEFER'],
    ['quorum: 4', 'contradicts itself', '3 jurors can never be 4'],
    ['weights: [benefit=0, necessity=0, burden=0, performance=0, bottleneck=0, currency=0]', 'contradicts itself', 'At least one'],
  ])('says what is wrong with %s', async (common, what, why) => {
    const policy = await policyOf({ common })
    expect(policy).toMatchObject({ ok: false, error: { code: 'bad-policy' } })
    if (policy.ok) return
    expect(policy.error.what).toContain(what)
    expect(policy.error.why).toContain(why)
  })

  it('names the note of the repo where that one is wrong', async () => {
    expect(await policyOf({ common: 'quorum: 1', repo: 'quorum: x' })).toMatchObject({
      ok: false,
      error: { what: expect.stringContaining('policy_shop.md') as unknown },
    })
  })
})

describe('seats', () => {
  it('get the next lens where they name none', () => {
    const names = (texts: readonly string[]): unknown => {
      const seats = readSeats(texts)
      return seats.ok ? seats.value.map(seatName) : seats.error
    }
    expect(names(['a', 'b', 'c', 'd'])).toEqual(['a:value', 'b:cost', 'c:risk', 'd:value'])
    expect(names(['a', 'a', 'a'])).toEqual(['a:value', 'a:cost', 'a:risk'])
    expect(names(['a:cost', 'b', 'c'])).toEqual(['a:cost', 'b:value', 'c:risk'])
    expect(names(['a: Risk '])).toEqual(['a:risk'])
    expect(names(['a', 'a', 'a', 'a'])).toContain('twice')
    for (const bad of ['', ':cost', 'a:b:c', 'a b', 'a:']) expect(names([bad]), bad).toEqual(expect.any(String))
  })

  it('have the lenses that notes know', () => {
    expect(SEAT_LENSES).toEqual(LENSES)
  })
})

describe('the policy note', () => {
  const agent = fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,12}$/)
  const jurors = fc.uniqueArray(fc.record({ agent, lens: fc.constantFrom(...SEAT_LENSES) }), { selector: seatName, maxLength: 5 })

  it('reads back as it was written', () => {
    fc.assert(
      fc.property(fc.record({ title: fc.string(), jurors }), (note) => {
        expect(parsePolicyNote(renderPolicyNote(note))).toEqual(ok(note))
      }),
    )
  })

  it('is a policy without any default changed', async () => {
    const text = renderPolicyNote({ title: 'Policy', jurors: defaultSeats(AGENTS) })
    const yaml = text.slice('---\n'.length, text.indexOf('\n---\n'))
    expect(await read({ common: yaml })).toEqual(await read({}))
  })

  it('tells of every key, and says what to do within eight lines', () => {
    const text = renderPolicyNote({ title: 'Policy', jurors: defaultSeats(['claude']) })
    for (const key of Object.keys(POLICY_KEYS)) expect(text).toContain(`\`${key}\``)
    const body = text.slice(text.indexOf('\n---\n') + 5).split('\n')
    expect(body.slice(0, 8).join('\n')).toContain('**Next:**')
  })

  it('is told from another note', () => {
    expect(parsePolicyNote('---\ntitle: x\n---\n').ok).toBe(false)
    expect(parsePolicyNote('---\nx: [\n---\n').ok).toBe(false)
  })
})
