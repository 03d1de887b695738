import { describe, expect, it } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { parseCritique } from '../../src/notes/critique-note.ts'
import { tick } from '../../src/markdown/questions.ts'
import type { StageReport } from '../../src/runs/run.ts'
import type { World } from './fakes.ts'
import { HEAD, IMPLEMENT, NOTHING, review, said } from './fakes.ts'
import { finds, FIRST, go, NEW_HEAD, NO, outcomeAt, QUOTA, read, SECOND, value, world, YES } from './stage.ts'

describe('a critique', () => {
  it('passes what nobody confirms a fault of', async () => {
    const made = world(finds([]))
    const report = await go(made)
    expect(report).toMatchObject({ exit: 0, state: 'PASS', verdict: 'PASS', note: FIRST, awaiting: [], error: null })
    expect(made.keys(FIRST)).toMatchObject({
      status: 'PASS',
      implements_note: '[[2026-03-05_billing_implement]]',
      git_sha_reviewed: HEAD,
      attempt: 1,
      must_fix_count: 0,
      nice_to_have_count: 4,
      tokens_in: 300,
      cost_usd: 1.5,
    })
    expect(made.kinds()).toEqual(['review correctness', 'review security', 'review patterns'])
    expect(made.left).toBe(1)
  })

  it('names who answered in whose place, and what did not hold them', async () => {
    const made = world(finds([said()]))
    made.answered = { by: { agent: 'sub', family: 'sub' }, unconfined: true }
    await go(made)
    const note = parseCritique(made.note(FIRST))
    expect(note.ok && note.value.remarks).toEqual(
      expect.arrayContaining([
        'ann could not be asked; sub answered in its place.',
        'Nothing held sub to its folder; this device allows that.',
      ]),
    )
    expect(note.ok && note.value.checks[0]?.by).toBe('sub in place of vic (nothing holds it to its folder; this device allows that)')
  })

  it('rejects for a confirmed MUST_FIX and asks about it', async () => {
    const made = world(finds([said()]))
    expect(await go(made)).toMatchObject({ exit: 4, state: 'REJECTED', verdict: 'REJECTED', awaiting: ['finding-1'] })
    expect(outcomeAt(made).findings).toMatchObject([
      { number: 1, file: 'src/price.ts', line: 3, seats: ['ann:correctness'], reason: YES.reason, since: 1 },
    ])
    expect(made.asks.at(-1)).toMatchObject({ agent: 'vic', role: 'verifier', access: 'read', folder: '/room', focus: null })
  })

  it('sets aside what the verifier does not confirm', async () => {
    const made = world(finds([said()], NO))
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(outcomeAt(made)).toMatchObject({ findings: [], notConfirmed: [{ why: NO.reason }] })
    expect(made.keys(FIRST)['nice_to_have_count']).toBe(4)
  })

  it('sends a claim that is not there back once, and then never counts it', async () => {
    const bad = said({ quote: 'await fetchAll()', claim: 'Everything is fetched.' })
    const made = world((asked) => (asked.kind === 'repair' ? review({ ...bad, quote: 'await loadAll()' }) : finds([bad])(asked)))
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(made.kinds().filter((kind) => kind.startsWith('repair'))).toEqual(['repair correctness'])
    expect(outcomeAt(made).unproved.map((one) => one.claim)).toEqual(['Everything is fetched.'])
    expect(made.kinds()).not.toContain('check')
  })

  it('finds a file by its path in the room, and none elsewhere on the machine', async () => {
    const inRoom = world(finds([said({ file: '/room/src/price.ts' })]))
    expect(await go(inRoom)).toMatchObject({ exit: 4, awaiting: ['finding-1'] })
    const elsewhere = world(finds([said({ file: '/etc/src/price.ts' })]))
    expect(await go(elsewhere)).toMatchObject({ exit: 0, verdict: 'PASS' })
  })

  it('counts a claim that was repaired', async () => {
    const bad = said({ quote: 'return sum minus off' })
    const made = world((asked) => (asked.kind === 'repair' ? review(said()) : finds([bad])(asked)))
    expect(await go(made)).toMatchObject({ exit: 4, awaiting: ['finding-1'] })
    expect(outcomeAt(made).unproved).toEqual([])
  })

  it('asks for one more search where the quota is unmet, and says what was not found', async () => {
    const made = world(({ kind }) =>
      kind === 'search' ? review(said({ severity: 'NICE_TO_HAVE', category: 'edge_case', claim: 'Nothing in the cart.' })) : NOTHING,
    )
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(made.kinds()).toEqual(['review correctness', 'review security', 'review patterns', 'search security'])
    expect(outcomeAt(made).searched).toEqual(['2 risks (0 found)', '1 performance problem (0 found)'])
  })

  it('asks once about what two reviewers found', async () => {
    const made = world(({ kind }) => (kind === 'check' ? YES : kind === 'review' ? review(...QUOTA, said()) : NOTHING))
    await go(made)
    expect(made.kinds().filter((kind) => kind === 'check')).toHaveLength(1)
    expect(outcomeAt(made).findings).toMatchObject([{ seats: ['ann:correctness', 'bob:security', 'ann:patterns'] }])
  })

  it('does not let reviewers see what the builder says, a verdict, or each other', async () => {
    const made = world(finds([said()]))
    await go(made)
    for (const { prompt } of made.asked) expect(prompt).not.toMatch(/SELFPRAISE|SPECVERDICT|flawless|ann:|REJECTED/)
    const [reviewer] = made.asked
    expect(reviewer?.prompt).toContain('Codes for carts.')
    expect(reviewer?.prompt).toContain('+  return sum - off * rate')
  })

  it('reviews under the focuses that are asked for', async () => {
    const full = world(finds([]))
    await go(full, { full: true })
    expect(read(full).reviewers).toEqual(['ann:correctness', 'bob:security', 'ann:performance', 'bob:patterns'])
    const one = world(() => NOTHING)
    await go(one, { focus: ['security'] })
    expect(one.kinds()).toEqual(['review security', 'review security', 'search security'])
  })
})

describe('what a critique refuses before anybody is asked', () => {
  const refused = async (made: World, code: string, exit = 1, options = {}): Promise<StageReport> => {
    const before = new Map(made.notes)
    const report = await go(made, options)
    expect(report).toMatchObject({ exit, note: null, error: { code } })
    expect(made.asks).toEqual([])
    expect(made.notes).toEqual(before)
    return report
  }

  it('nothing built', async () => {
    const made = world(finds([]))
    made.build(1, HEAD, 'building')
    expect((await refused(made, 'not-ready')).error?.why).toContain('"building"')
    made.notes.delete(IMPLEMENT)
    await refused(made, 'not-ready')
  })

  it('an empty diff', async () => {
    const made = world(finds([]))
    made.diff = ''
    expect((await refused(made, 'not-ready')).error?.what).toContain('diff is empty')
  })

  it('a commit that is gone', async () => {
    const made = world(finds([]))
    made.gone = true
    await refused(made, 'not-ready')
  })

  it('an agent that is missing, a person where only a program can be asked, a reached budget, and an unknown focus', async () => {
    const unknown = world(finds([]))
    unknown.unknownAgents = ['vic']
    await refused(unknown, 'agent-unknown')
    for (const person of ['ann', 'vic']) {
      const manned = world(finds([]))
      manned.people = [person]
      await refused(manned, 'bad-policy')
    }
    const poor = world(finds([]))
    poor.budget = () => failure('budget-reached', 'x', 'x', 'x')
    await refused(poor, 'budget-reached', 5)
    await refused(world(finds([])), 'bad-usage', 2, { focus: ['style'] })
  })
})

describe('the attempt after a rejected one', () => {
  async function rejectedThenBuilt(findings = [said()]): Promise<World> {
    const made = world(finds(findings))
    await go(made)
    made.asked.length = 0
    made.build(2, NEW_HEAD)
    return made
  }

  it('puts every standing MUST_FIX to the verifier again; what is still there stands', async () => {
    const made = await rejectedThenBuilt()
    made.script = finds([])
    expect(await go(made)).toMatchObject({ exit: 4, note: SECOND, awaiting: ['finding-1'], state: 'REJECTED' })
    expect(made.kinds().filter((kind) => kind === 'earlier')).toHaveLength(1)
    expect(outcomeAt(made, SECOND).findings).toMatchObject([{ since: 1, claim: 'The price can fall below zero.' }])
    expect(read(made, SECOND).history).toEqual([{ attempt: 1, verdict: 'REJECTED', note: '2026-03-06_billing_critique' }])
  })

  it('passes when the verifier says it is gone, and tells so', async () => {
    const made = await rejectedThenBuilt()
    made.script = finds([], NO)
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS', note: SECOND })
    expect(outcomeAt(made, SECOND).resolved).toMatchObject([{ why: NO.reason }])
  })

  it('forgets none in a third attempt', async () => {
    const made = await rejectedThenBuilt()
    made.script = finds([])
    await go(made)
    made.build(3, 'd'.repeat(40))
    const third = await go(made)
    expect(third).toMatchObject({ exit: 4, note: 'forge/active/2026-03-06_billing_critique-3.md' })
    expect(outcomeAt(made, third.note ?? '').findings).toMatchObject([{ since: 1 }])
  })

  it('asks once where a reviewer raises it again', async () => {
    const made = await rejectedThenBuilt()
    expect(await go(made)).toMatchObject({ exit: 4 })
    expect(made.kinds().filter((kind) => kind === 'earlier' || kind === 'check')).toEqual(['check'])
    expect(outcomeAt(made, SECOND).findings).toMatchObject([{ since: 1 }])
  })

  it.each(['accept', 'wrong'])('does not raise again what the person answered with %s', async (option) => {
    const made = await rejectedThenBuilt()
    made.notes.set(FIRST, value(tick(made.note(FIRST), 'finding-1', option, 'We know our carts.')))
    made.script = finds([said({ line: 1, claim: 'The price can fall below zero here.' })])
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(made.kinds()).not.toContain('check')
    expect(made.kinds()).not.toContain('earlier')
    expect(outcomeAt(made, SECOND).remembered).toMatchObject([
      { why: `${option === 'wrong' ? 'Refuted' : 'Accepted'} in attempt 1: We know our carts.` },
    ])
  })

  it('stops rather than forget what an unreadable earlier critique holds', async () => {
    const made = await rejectedThenBuilt()
    made.notes.set(FIRST, made.note(FIRST).replace('- **Fix:** Clamp it.', '- Clamp it.'))
    expect(await go(made)).toMatchObject({ exit: 1, error: { code: 'bad-note' } })
    expect(made.asked).toEqual([])
  })
})

describe('running it again on the same work', () => {
  it('asks nobody and takes in the person’s answers', async () => {
    const made = world(finds([said()]))
    await go(made)
    const asks = made.asks.length
    made.notes.set(FIRST, value(tick(made.note(FIRST), 'finding-1', 'accept', 'Nobody has such a cart.')))
    made.unknownAgents = ['vic']
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS', state: 'PASS', note: FIRST, awaiting: [] })
    expect(made.asks).toHaveLength(asks)
  })

  it('says that an overruling without a reason does not count', async () => {
    const made = world(finds([said()]))
    await go(made)
    made.notes.set(FIRST, made.note(FIRST).replace('- [ ] The finding is wrong', '- [x] The finding is wrong'))
    const report = await go(made)
    expect(report).toMatchObject({ exit: 4, awaiting: ['finding-1'] })
    expect(report.next).toContain('Not counted yet: finding-1')
  })
})

describe('when something goes wrong on the way', () => {
  it('keeps the other answers when a reviewer fails, and asks only for what is missing', async () => {
    const made = world((asked) => (asked.focus === 'security' ? failure('agent-failed', 'It crashed.', 'x', 'x') : finds([])(asked)))
    expect(await go(made)).toMatchObject({ exit: 1, state: 'CRITIQUING', note: FIRST, error: { code: 'agent-failed' } })
    expect(made.keys(FIRST)).toMatchObject({ status: 'CRITIQUING', tokens_in: 300 })
    made.asked.length = 0
    made.script = finds([])
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(made.kinds()).toEqual(['review security'])
  })

  it('gives the seat of a reviewer that the policy no longer names to another', async () => {
    const made = world((asked) => (asked.agent === 'bob' ? failure('agent-failed', 'It crashed.', 'x', 'x') : finds([])(asked)))
    await go(made)
    made.policy = { reviewers: ['ann'] }
    made.unknownAgents = ['bob']
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(read(made).reviewers).toEqual(['ann:correctness', 'ann:security', 'ann:patterns'])
    expect(made.note(FIRST).match(/^> \[!(?:info|success)\]/gm)).toHaveLength(1)
  })

  it('stops asking when the budget is reached in between', async () => {
    const made = world(finds([said()]))
    made.budget = () => (made.asks.length >= 3 ? failure('budget-reached', 'x', 'x', 'x') : null)
    expect(await go(made)).toMatchObject({ exit: 5, error: { code: 'budget-reached' } })
    expect(made.kinds()).not.toContain('check')
  })

  it('stops when the person stops it', async () => {
    const made = world(finds([]))
    made.stopped.abort()
    expect(await go(made)).toMatchObject({ exit: 130, error: { code: 'cancelled' } })
    expect(made.asks).toEqual([])
  })

  it('tells in the note when a reviewer wrote, and goes on with the answers it has', async () => {
    const made = world(finds([]))
    made.roomChanges = ['src/price.ts']
    expect(await go(made)).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect(read(made).remarks).toHaveLength(1)
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(made.kinds()).toHaveLength(3)
  })

  it('tells that files of the main tree were written, which may be the person’s doing, and goes on', async () => {
    const made = world(finds([]))
    made.written = ['Files of the main working tree were written: a.txt.']
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(made.note(FIRST)).toContain('a.txt')
    expect(made.note(FIRST)).toContain('1 remark')
  })

  it('stops for a hook that changed, and goes on with the answers it has', async () => {
    const made = world(finds([]))
    made.breaches = ['The hook pre-commit changed.']
    const stopped = await go(made)
    expect(stopped).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect(stopped.error?.why).toContain('pre-commit')
    expect(made.note(FIRST)).toContain('The hook pre-commit changed.')
    made.breaches = []
    expect(await go(made)).toMatchObject({ exit: 0, verdict: 'PASS' })
    expect(made.kinds()).toHaveLength(3)
  })

  it('stops for a critique that a reviewer wrote itself', async () => {
    const forged = FIRST.replace('critique', 'critique-2')
    const made = world((asked) => {
      made.notes.set(forged, '---\nfeature: billing\nstage: critique\nstatus: PASS\n---\n')
      return finds([])(asked)
    })
    const stopped = await go(made)
    expect(stopped).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect(stopped.error?.why).toContain(forged)
  })

  it('shows reviewers the work on a commit that tells nothing of its maker', async () => {
    const made = world(finds([]))
    await go(made)
    expect(made.rooms).toEqual([expect.stringMatching(/^blind /)])
  })

  it('fails when its note is deleted while agents work', async () => {
    const made = world((asked) => {
      made.notes.delete(FIRST)
      return finds([])(asked)
    })
    expect(await go(made)).toMatchObject({ exit: 1, note: null, error: { code: 'note-missing' } })
  })

  it('asks nobody else once an answer could not be kept', async () => {
    const made = world(() => {
      made.notes.delete(FIRST)
      return NOTHING
    })
    made.policy = { reviewers: Array.from({ length: 20 }, (_, index) => `r${String(index)}`) }
    expect(await go(made, { focus: ['security'] })).toMatchObject({ error: { code: 'note-missing' } })
    expect(made.asks.length).toBeLessThan(20)
  })
})
