import { describe, expect, it } from 'vitest'
import { groupFeatures } from '../../src/feature/feature.ts'
import { nextSteps, proposed } from '../../src/feature/next.ts'
import type { NoteFile } from '../../src/notes/note-file.ts'

type Keys = Record<string, unknown>

function note(folder: string, name: string, keys: Keys = {}): NoteFile {
  return { path: `forge/${folder}/2026-03-05_${name}.md`, keys, broken: null }
}

const SPEC = note('active', 'pay_spec', { status: 'SPEC', repo: 'shop' })
const SITTING = note('active', 'pay_court', { status: 'SPEC', awaiting: ['opinion'] })
const GO = note('decisions', 'pay_court', { status: 'DECIDED', verdict: 'GO' })
const KILL = note('decisions', 'pay_court', { status: 'DECIDED', verdict: 'KILL' })
const OVERRULED = note('decisions', 'pay_court', { status: 'DECIDED', verdict: 'KILL', override: 'GO' })
const PLANNED = note('active', 'pay_implement', { status: 'IMPLEMENTING', step: 'planned', attempt: 1, awaiting: ['plan'] })
const built = (attempt: number, more: Keys = {}): NoteFile =>
  note('active', 'pay_implement', { status: 'IMPLEMENTING', step: 'built', attempt, ...more })
const REJECTED = note('active', 'pay_critique', { status: 'REJECTED', verdict: 'REJECTED', attempt: 1, awaiting: ['finding-1'] })
const PASSED = note('active', 'pay_critique-2', { status: 'PASS', verdict: 'PASS', attempt: 2 })
const RETRO = note('active', 'pay_retro', { status: 'RETRO', awaiting: ['conflict-1'] })

function read(...files: readonly NoteFile[]) {
  const { features, problems } = groupFeatures(files)
  const [feature] = features
  if (feature === undefined) throw new Error('no feature was read')
  return { feature, problems, next: nextSteps(feature) }
}

describe('the state of a feature', () => {
  it.each([
    ['a spec alone', [SPEC], 'SPEC', null],
    ['a court that sits', [SPEC, SITTING], 'SPEC', null],
    ['a verdict', [SPEC, GO], 'DECIDED', 'GO'],
    ['an overruled verdict', [SPEC, OVERRULED], 'DECIDED', 'GO'],
    ['a plan', [SPEC, GO, PLANNED], 'IMPLEMENTING', 'GO'],
    ['built work', [SPEC, GO, built(1)], 'IMPLEMENTING', 'GO'],
    ['a rejected attempt', [SPEC, GO, built(1), REJECTED], 'REJECTED', 'REJECTED'],
    ['the next attempt', [SPEC, GO, built(2), REJECTED], 'IMPLEMENTING', 'GO'],
    ['a pass', [SPEC, GO, built(2), REJECTED, PASSED], 'PASS', 'PASS'],
    ['a retro', [SPEC, GO, built(2), REJECTED, PASSED, RETRO], 'RETRO', 'PASS'],
    ['a hotfix', [built(1, { court_decision: 'HOTFIX' })], 'IMPLEMENTING', null],
  ] as const)('%s', (_, files, state, verdict) => {
    const { feature } = read(...files)
    expect([feature.state, feature.verdict]).toEqual([state, verdict])
  })

  it('counts the newest note of a kind, by number before date', () => {
    const second = { ...KILL, path: 'forge/decisions/2026-03-01_pay_court-2.md' }
    expect(read(GO, second).feature.verdict).toBe('KILL')
  })

  it('asks only what the notes that count ask', () => {
    expect(read(SPEC, GO, built(1), REJECTED).feature.awaiting).toEqual(['finding-1'])
    expect(read(SPEC, GO, built(2), REJECTED).feature.awaiting).toEqual([])
  })
})

describe('the next steps', () => {
  const allowed = (...files: readonly NoteFile[]) =>
    read(...files)
      .next.filter((step) => step.allowed)
      .map((step) => step.command)

  it.each([
    ['a spec', [SPEC], ['court']],
    ['a court that waits for a person', [SPEC, SITTING], []],
    ['a KILL', [SPEC, KILL], ['court']],
    ['a GO', [SPEC, GO], ['court', 'implement']],
    ['a plan that waits', [SPEC, GO, PLANNED], ['court']],
    ['built work', [SPEC, GO, built(1)], ['court', 'critique']],
    ['a rejection', [SPEC, GO, built(1), REJECTED], ['court', 'implement']],
    ['a pass', [SPEC, GO, built(2), PASSED], ['land', 'retro']],
    ['landed work', [SPEC, GO, built(2, { landed_sha: 'abc' }), PASSED], ['retro']],
    ['a retro with a conflict', [SPEC, GO, built(2), PASSED, RETRO], []],
  ] as const)('after %s', (_, files, commands) => {
    expect(allowed(...files)).toEqual(commands)
  })

  it('always lists five, and gives a reason for each that may not run', () => {
    const { next } = read(SPEC)
    expect(next.map((step) => step.command)).toEqual(['court', 'implement', 'critique', 'land', 'retro'])
    expect(next.every((step) => step.allowed === (step.reason === null))).toBe(true)
  })

  it('lets no PASS stand for another commit than the reviewed one', () => {
    const passed = note('active', 'pay_critique-2', { status: 'PASS', verdict: 'PASS', attempt: 2, git_sha_reviewed: 'a'.repeat(40) })
    expect(allowed(SPEC, GO, built(2, { head_sha: 'a'.repeat(40) }), passed)).toContain('land')
    expect(allowed(SPEC, GO, built(2, { head_sha: 'b'.repeat(40) }), passed)).not.toContain('land')
  })

  it('proposes the step that is furthest along', () => {
    expect(proposed(read(SPEC, GO, built(2), PASSED).next)).toBe('land')
    expect(proposed(read(SPEC, SITTING).next)).toBeNull()
  })
})

describe('files that cannot count', () => {
  it('reports a sync conflict copy and ignores it', () => {
    const copy = {
      path: 'forge/decisions/2026-03-05_pay_court (conflicted copy).md',
      keys: { feature: 'pay', stage: 'court', verdict: 'KILL' },
      broken: null,
    }
    const { feature, problems } = read(GO, copy)
    expect(feature.verdict).toBe('GO')
    expect(problems.map((problem) => problem.path)).toEqual([copy.path])
  })

  it('reports broken frontmatter', () => {
    const { problems } = read(SPEC, { ...GO, keys: {}, broken: 'line 3: a colon is missing' })
    expect(problems).toHaveLength(1)
  })

  it('reports a note that stands in two folders and counts it once', () => {
    const twin = { ...SPEC, path: 'forge/archive/2026-03-05_pay_spec.md' }
    const { feature, problems } = read(SPEC, twin)
    expect(feature.heads).toHaveLength(1)
    expect(problems.map((problem) => problem.path)).toEqual([twin.path])
  })
})
