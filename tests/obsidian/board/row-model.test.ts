import { describe, expect, it } from 'vitest'
import { groupFeatures } from '../../../src/feature/feature.ts'
import { nextSteps } from '../../../src/feature/next.ts'
import { readKeys } from '../../../src/markdown/frontmatter.ts'
import { NEEDS_DESKTOP, type Moment } from '../../../src/obsidian/actions.ts'
import { rowModel, WAITS_FOR_DESKTOP, type RowModel } from '../../../src/obsidian/board/row-model.ts'
import { byRank, rankOf, shelfOf, type Rank } from '../../../src/obsidian/board/shelf-of.ts'
import type { Standing } from '../../../src/obsidian/feature-index.ts'
import { ACTIVE, ARCHIVE, DECISIONS } from '../../../src/notes/names.ts'
import { sampleBuild, sampleCourt, sampleNote, samplePlan, sampleSpec, type Notes } from './sample-notes.ts'

const DESKTOP: Moment = { canRun: true, isRunning: false, here: null }
const PHONE: Moment = { canRun: false, isRunning: false, here: null }

/** The only feature of these notes; `answered`: what is ticked of what it waits for. */
function standing(notes: Notes, answered: readonly string[] = []): Standing {
  const files = Object.entries(notes).map(([path, text]) => {
    const keys = readKeys(text)
    return { path, keys: keys.ok ? keys.value : {}, broken: null }
  })
  const [feature] = groupFeatures(files).features
  if (feature === undefined) throw new Error('These notes are no feature.')
  const awaiting = feature.awaiting.filter((name) => !answered.includes(name))
  return { feature, awaiting, answered, next: nextSteps(feature, awaiting) }
}

const SPEC = sampleSpec('gift-cards', 'Gift cards')
const GO = { ...SPEC, ...sampleCourt('gift-cards', 'Gift cards', 'GO', 7) }
const PLANNED = { ...GO, ...samplePlan('gift-cards', false) }
const row = (notes: Notes, moment: Moment = DESKTOP, answered: readonly string[] = []): RowModel =>
  rowModel(standing(notes, answered), moment)

describe('a row of the board', () => {
  it('proposes court for a spec, and opens the spec', () => {
    expect(row(SPEC)).toMatchObject({
      title: 'Gift cards',
      shelf: 'SPEC',
      path: 'forge/active/2026-03-05_gift-cards_spec.md',
      verdict: null,
      cost: null,
      spent: '',
      step: { id: 'court', label: 'Hold court', against: null, calls: false },
      court: null,
    })
  })

  it('tells verdict, score and cost of a decision, and proposes to build a GO', () => {
    expect(row(GO)).toMatchObject({
      shelf: 'DECIDED',
      verdict: { text: 'GO 7.0', tone: 'good' },
      cost: '$0.42',
      spent: 'Tokens: 4.2k in, 540 out · under a minute',
      step: { id: 'implement' },
      court: 'forge/decisions/2026-03-05_gift-cards_court.md',
    })
  })

  it('does not hurry anybody to hold another court on a KILL', () => {
    const killed = row({ ...SPEC, ...sampleCourt('gift-cards', 'Gift cards', 'KILL', 2) })
    expect(killed).toMatchObject({
      verdict: { text: 'KILL 2.0', tone: 'bad' },
      step: { id: 'court', label: 'Hold court again', calls: false },
    })
  })

  it('puts what waits for a person first: the question with its note, and no step that the answer decides', () => {
    expect(row(PLANNED)).toMatchObject({
      shelf: 'waits',
      path: 'forge/active/2026-03-05_gift-cards_plan.md',
      questions: [{ label: 'Plan to approve', path: 'forge/active/2026-03-05_gift-cards_plan.md' }],
      step: null,
      remark: null,
      facts: ['implementing', 'attempt 1'],
    })
  })

  it('keeps the way on beside an answer that may stay open', () => {
    const rejected = {
      ...GO,
      ...sampleBuild('gift-cards'),
      ...sampleNote(ACTIVE, 'gift-cards', 'critique', 'REJECTED', { verdict: 'REJECTED', attempt: 1, awaiting: ['finding-1'] }),
    }
    expect(row(rejected)).toMatchObject({
      shelf: 'waits',
      questions: [{ label: 'Finding 1', path: 'forge/active/2026-03-05_gift-cards_critique.md' }],
      step: { id: 'implement', calls: false },
      verdict: { text: 'REJECTED', tone: 'bad' },
      facts: ['court GO 7.0', 'attempt 1'],
    })
    expect(row(rejected, PHONE).step).toBeNull()
  })

  it('calls for the next step once all is answered; a phone says what it waits for', () => {
    expect(row(PLANNED, DESKTOP, ['plan'])).toMatchObject({
      shelf: 'answered',
      questions: [],
      step: { id: 'implement', label: 'Go on: Implement', against: null, calls: true },
      remark: null,
    })
    expect(row(PLANNED, PHONE, ['plan'])).toMatchObject({ shelf: 'answered', step: null, remark: WAITS_FOR_DESKTOP })
  })

  it('calls what was begun and cut short going on', () => {
    const step = (notes: Notes): string | undefined => row(notes).step?.label
    expect(step({ ...GO, ...sampleBuild('gift-cards', { step: 'building' }) })).toBe('Go on: Implement')
    expect(step({ ...GO, ...sampleBuild('gift-cards') })).toBe('Critique')
    expect(step({ ...SPEC, ...sampleNote(DECISIONS, 'gift-cards', 'court', 'SPEC') })).toBe('Go on: Hold court')
    const critique = sampleNote(ACTIVE, 'gift-cards', 'critique', 'CRITIQUING', { attempt: 1 })
    expect(step({ ...GO, ...sampleBuild('gift-cards'), ...critique })).toBe('Go on: Critique')
    expect(step(sampleNote(ACTIVE, 'gift-cards', 'retro', 'RETRO', { step: 'proposed' }))).toBe('Go on: Hold retro')
  })

  it('tells what was dropped from what was seen through', () => {
    const retro = sampleNote(ARCHIVE, 'gift-cards', 'retro', 'ARCHIVED', { step: 'archived' })
    const pass = sampleNote(ARCHIVE, 'gift-cards', 'critique', 'PASS', { verdict: 'PASS', attempt: 1 })
    expect(row({ ...SPEC, ...retro }).facts).toEqual(['dropped'])
    expect(row({ ...GO, ...sampleBuild('gift-cards'), ...pass, ...retro }).facts).not.toContain('dropped')
  })

  it('closes the step with the reason where it cannot run', () => {
    expect(row(GO, PHONE).step).toMatchObject({ id: 'implement', against: NEEDS_DESKTOP })
    expect(row(sampleNote(ACTIVE, 'gift-cards', 'opinion', 'SPEC')).step).toMatchObject({ id: 'court', against: 'There is no spec yet.' })
    expect(row(GO, { canRun: true, isRunning: true, here: null }).step?.against).toBe('A run goes on.')
  })

  it('offers in its menu what else can be done now, and on a phone what a phone can do', () => {
    expect(row(GO).others).toEqual(['court', 'drop'])
    expect(row(PLANNED, PHONE).others).toEqual(['approve', 'answer'])
  })

  it('tells a hotfix, a landed work and an overruled verdict', () => {
    expect(row(sampleBuild('till', { court_decision: 'HOTFIX', landed_sha: 'abc' })).facts).toEqual(['hotfix', 'attempt 1', 'landed'])
    const path = Object.keys(sampleCourt('gift-cards', ''))[0] ?? ''
    const overruled = { ...GO, [path]: (GO[path] ?? '').replace(/^verdict: GO$/m, 'verdict: KILL\noverride: GO') }
    expect(row(overruled)).toMatchObject({ verdict: { text: 'GO' }, facts: ['court KILL 7.0', 'overruled'] })
  })

  it('names notes in the order of the pipeline, numbered where there are several', () => {
    const second = Object.fromEntries(
      Object.values(sampleNote(ACTIVE, 'gift-cards', 'plan', 'IMPLEMENTING')).map((text) => [
        'forge/active/2026-03-05_gift-cards_plan-2.md',
        text,
      ]),
    )
    expect(row({ ...PLANNED, ...second }).notes.map(({ label }) => label)).toEqual(['Spec', 'Court', 'Plan 1', 'Plan 2', 'Implement'])
  })
})

describe('the shelves', () => {
  it('hold every state once, the archive last whatever it asks', () => {
    const archived = sampleNote(ACTIVE, 'x', 'retro', 'ARCHIVED', { awaiting: ['hotfix'] })
    expect(shelfOf(standing(archived))).toBe('ARCHIVED')
  })

  it('put what was touched last first, then sort by name, and what has no day last', () => {
    const on = (name: string, date: string | undefined): Rank => rankOf(standing(sampleNote(ACTIVE, name, 'spec', 'SPEC', { date })))
    const dayless = rankOf(standing({ 'forge/active/d_spec.md': '---\nfeature: d\nstage: spec\n---\n' }))
    const day = '2026-03-05'
    const ranks = [on('c-10', day), on('c-2', day), on('a', day), dayless, on('b', '2026-04-01')].sort(byRank)
    expect(ranks.map(({ name }) => name)).toEqual(['b', 'a', 'c-2', 'c-10', 'd'])
  })
})
