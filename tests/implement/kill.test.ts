import { beforeAll, describe, expect, it } from 'vitest'
import { World, type KillPoint } from './fakes.ts'
import {
  ANSWER_BUILD,
  ANSWER_PLAN,
  answerPlan,
  decided,
  IMPLEMENT,
  keysOf,
  noteOf,
  persist,
  PLAN,
  PLAN_2,
  PLAN_3,
  reviewed,
} from './journey.ts'

/** Revised plan, failing gates, repair, commit, REJECTED, second attempt beyond the plan, approved, committed. */
const LEGS: readonly { readonly name: string; readonly before: (world: World) => void }[] = [
  { name: 'the first plan', before: () => undefined },
  { name: 'the revised plan', before: (world) => answerPlan(world, PLAN, 'revise', 'Smaller.') },
  { name: 'build, gates, repair, commit', before: (world) => answerPlan(world, PLAN_2, 'approve') },
  { name: 'the next attempt, beyond the plan', before: (world) => reviewed(world, 'REJECTED') },
  { name: 'the commit of the next attempt', before: (world) => answerPlan(world, PLAN_3, 'approve') },
]

async function start(): Promise<World> {
  const world = await decided()
  world.policy = { ...world.policy, setup: ['npm ci'] }
  return obedient(world)
}

function obedient(world: World): World {
  world.answer = (ask) => {
    if (ask.role === 'planner') return ANSWER_PLAN
    world.touch(ask.attempt === 1 ? 'src/billing.ts' : 'src/tax.ts')
    return ANSWER_BUILD
  }
  world.gatesPass = () => world.text(IMPLEMENT).includes('### Build 2') || noteOf(world).attempt > 1
  return world
}

/** The same world before the same leg, with a process of its own. */
function copyOf(world: World, kill: KillPoint | null): World {
  const copy = new World()
  for (const [path, text] of world.notes) copy.notes.set(path, text)
  copy.commits.push(...world.commits)
  copy.dirty = [...world.dirty]
  copy.isBenchMade = world.isBenchMade
  copy.policy = world.policy
  copy.kill = kill
  return obedient(copy)
}

/** Calls that change something outside the process; between two of them a kill at any moment leaves the same world. */
function hasEffect(call: string): boolean {
  return /^(create|edit|ask|setup|gates|commit|bench$|leave)/.test(call)
}

/** True where the last answer is in no note yet: a plan is kept as a note of its own, a build in the implement note. */
function isUnsaved(calls: readonly string[]): boolean {
  const ask = calls.findLastIndex((call) => call.startsWith('ask'))
  const saves = calls[ask] === 'ask planner' ? 'create' : 'edit'
  return ask >= 0 && !calls.slice(ask).some((call) => call.startsWith(saves))
}

/** What a leg leaves, without how often free things (gates, setup) were done again. */
function shape(world: World): unknown {
  const attempts = noteOf(world).attempts.map((attempt) => ({
    ...attempt,
    entries: attempt.entries.filter(
      (entry) => entry.kind === 'build' || entry.kind === 'commit' || (entry.kind === 'remark' && !REPEATABLE.includes(entry.about)),
    ),
  }))
  const { step, awaiting, plan, head_sha, gates } = keysOf(world)
  return {
    attempts,
    keys: { step, awaiting, plan, head_sha, gates },
    notes: [...world.notes.keys()].sort(),
    commits: world.commits,
    dirty: world.dirty,
  }
}

const REPEATABLE: readonly string[] = ['Set up', 'Outside the plan']

describe('a run that is killed', () => {
  const before: World[] = []
  const after: World[] = []

  beforeAll(async () => {
    const world = await start()
    for (const leg of LEGS) {
      leg.before(world)
      before.push(copyOf(world, null))
      world.calls.length = 0
      world.asks.length = 0
      await persist(world)
      const left = copyOf(world, null)
      left.calls.push(...world.calls)
      left.asks.push(...world.asks)
      after.push(left)
    }
  })

  it('walks the whole journey when it is not', () => {
    expect(after.flatMap((world) => world.asks.map((ask) => `${ask.role} ${String(ask.attempt)}`))).toEqual([
      'planner 1',
      'planner 1',
      'builder 1',
      'builder 1',
      'builder 2',
    ])
    expect(after.at(-1)?.commits.map((commit) => commit.files.map((file) => file.path))).toEqual([['src/billing.ts'], ['src/tax.ts']])
  })

  it.each(LEGS.map((leg, at) => ({ name: leg.name, at })))(
    'completes $name when it is run again, and asks for no answer twice that reached a note',
    async ({ at }) => {
      const [from, whole] = [before[at], after[at]]
      if (from === undefined || whole === undefined) throw new Error('There is no such leg.')
      const points = whole.calls.flatMap((name, call) => (hasEffect(name) ? [{ call, name }] : []))
      expect(points.length).toBeGreaterThan(1)
      for (const { call, name } of points) {
        for (const when of ['before', 'after'] as const) {
          // An answer that the agent gave and no note holds yet is lost with the process; nothing can keep it.
          const isLost = isUnsaved(whole.calls.slice(0, when === 'after' ? call + 1 : call))
          const world = copyOf(from, { call, when })
          const report = await persist(world)
          const where = `killed ${when} ${name}: ${JSON.stringify(report)}`
          expect(world.calls.length, where).toBeGreaterThan(call + 1)
          expect([0, 3], where).toContain(report.exit)
          expect(world.asks.length - whole.asks.length, where).toBe(isLost ? 1 : 0)
          expect(shape(world), where).toEqual(shape(whole))
        }
      }
    },
    120_000,
  )
})
