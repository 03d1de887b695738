import { describe, expect, it } from 'vitest'
import type { OpenQuestion } from '../../../src/commands/open-questions.ts'
import { groupFeatures, type Feature } from '../../../src/feature/feature.ts'
import { nextSteps } from '../../../src/feature/next.ts'
import { questionLine, type Around, type QuestionLine } from '../../../src/obsidian/questions/question-line.ts'

const FOLDER = 'forge/active/2026-03-05_billing_'
type Keys = Readonly<Record<string, unknown>>

function feature(notes: Readonly<Record<string, Keys>>): Feature {
  const files = Object.entries(notes).map(([stage, keys]) => ({ path: `${FOLDER}${stage}.md`, keys, broken: null }))
  const [only] = groupFeatures(files).features
  if (only === undefined) throw new Error('There is no feature.')
  return only
}

const GO: Keys = { status: 'DECIDED', verdict: 'GO' }
const PLANNED = feature({ court: GO, implement: { status: 'IMPLEMENTING', step: 'planned', awaiting: ['plan'] } })
const APPROVED = feature({ court: GO, implement: { status: 'IMPLEMENTING', step: 'building', awaiting: [] } })
const STOPPED = feature({ court: GO, implement: { status: 'IMPLEMENTING', step: 'stopped', awaiting: [] } })

function question(name: string, options: readonly string[], ticked: readonly string[], more: Partial<OpenQuestion> = {}): OpenQuestion {
  const answer = ticked.length === 1 ? (ticked[0] ?? null) : null
  return { name, options, ticked, answer, words: '', path: `${FOLDER}plan.md`, open: answer === null, ...more }
}

const plan = (...ticked: string[]): OpenQuestion => question('plan', ['approve', 'revise', 'stop'], ticked)

function line(of: Feature, asked: OpenQuestion, around: Partial<Around> = {}): QuestionLine | null {
  const awaiting = of.awaiting.filter((name) => name !== asked.name || asked.open)
  return questionLine({ feature: of, next: nextSteps(of, awaiting) }, asked, { canRun: true, answers: [], status: null, ...around })
}

function labels(shown: QuestionLine | null): readonly string[] {
  return (shown?.buttons ?? []).map((button) => (button.kind === 'step' ? `step ${button.step}` : button.label))
}

describe('the line under a question', () => {
  it('offers the options while it is open', () => {
    expect(labels(line(PLANNED, plan()))).toEqual(['Approve', 'Revise', 'Stop'])
  })

  it('says that two ticks decide nothing, and lets one be chosen', () => {
    const shown = line(PLANNED, plan('approve', 'stop'))
    expect(shown?.text).toContain('Two boxes are ticked')
    expect(labels(shown)).toEqual(['Approve', 'Revise', 'Stop'])
  })

  it('offers the step that an answer leads to on the desktop, and waits for it on a phone', () => {
    const answers = ['plan stop · terminal · desk · 2026-03-04', 'plan approve · obsidian · phone · 2026-03-05']
    expect(line(PLANNED, plan('approve'), { answers })?.text).toBe('Answered: approve · phone · 2026-03-05.')
    expect(labels(line(PLANNED, plan('approve')))).toEqual(['step implement'])
    expect(line(PLANNED, plan('approve'), { canRun: false })).toEqual({ text: 'Answered: approve; it waits for the desktop.', buttons: [] })
  })

  it('does not credit a box that was ticked by hand to an older answer', () => {
    expect(line(PLANNED, plan('approve'), { answers: ['plan stop · terminal · desk · 2026-03-04'] })?.text).toBe('Answered: approve.')
  })

  it('only remembers an answer that was taken in', () => {
    expect(line(APPROVED, plan('approve'))).toEqual({ text: 'Answered: approve.', buttons: [] })
    expect(line(APPROVED, plan('approve'), { canRun: false })).toEqual({ text: 'Answered: approve.', buttons: [] })
    expect(line(APPROVED, question('plan', ['approve'], [], { open: false }))).toBeNull()
  })

  it('lets a plan that was stopped be taken up again', () => {
    expect(labels(line(STOPPED, plan('stop')))).toEqual(['Approve', 'Revise'])
    expect(labels(line(STOPPED, plan('approve')))).toEqual(['step implement'])
  })

  it('holds the step back while another answer is awaited', () => {
    const retro = feature({ retro: { status: 'RETRO', awaiting: ['conflict-1', 'conflict-2'] } })
    const asked = question('conflict-1', ['keep', 'replace'], ['keep'], { path: `${FOLDER}retro.md` })
    expect(labels(line(retro, asked))).toEqual([])
    expect(
      labels(questionLine({ feature: retro, next: nextSteps(retro, []) }, asked, { canRun: true, answers: [], status: null })),
    ).toEqual(['step retro'])
  })

  it('asks for a reason that is missing, and takes in a finding that has one', () => {
    const rejected = feature({
      implement: { status: 'IMPLEMENTING', step: 'built', attempt: 1 },
      critique: { status: 'REJECTED', verdict: 'REJECTED', attempt: 1, awaiting: ['finding-1'] },
    })
    const asked = question('finding-1', ['fix', 'accept', 'wrong'], ['accept'], { path: `${FOLDER}critique.md` })
    expect(labels(line(rejected, asked))).toEqual(['Give the reason'])
    expect(labels(line(rejected, { ...asked, words: 'We know.' }, { canRun: false }))).toEqual(['Take it in'])
  })

  it('takes in a verdict that is overruled with a reason, and shows one that is', () => {
    const asked = question('verdict', ['go', 'defer', 'kill'], ['kill'], { path: `${FOLDER}court.md`, words: 'Sold.' })
    expect(labels(line(feature({ court: GO }), asked))).toEqual(['Take it in'])
    expect(labels(line(feature({ court: { ...GO, override: 'KILL' } }), asked))).toEqual([])
    expect(labels(line(feature({ court: GO }), { ...asked, ticked: [], answer: null }))).toEqual(['Go', 'Defer', 'Kill'])
  })

  it('is silent in the archive', () => {
    expect(line(feature({ retro: { status: 'ARCHIVED' } }), plan())).toBeNull()
  })
})
