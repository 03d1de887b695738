import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { leftBehind, outcomeOf, SLOW_MS, Workshop, type Asked } from './harness.ts'
import { runAndKill } from './kill.ts'

const FEATURE = 'discount-codes'

/** Commands as a script types them, and how each ends. */
type Journey = readonly (readonly [exit: number, ...args: string[]])[]

const WHOLE: Journey = [
  [0, 'court', FEATURE],
  [3, 'implement', FEATURE],
  [0, 'answer', FEATURE, 'plan', 'approve'],
  [0, 'implement', FEATURE],
  [4, 'critique', FEATURE],
  [0, 'implement', FEATURE],
  [0, 'critique', FEATURE],
  [0, 'land', FEATURE],
  [0, 'retro', FEATURE],
]

/** What the whole journey does not come by: a plan that is revised, findings that are answered, a question of the retro. */
const HOTFIX: Journey = [
  [3, 'implement', FEATURE, '--hotfix', 'The till refuses codes.'],
  [0, 'answer', FEATURE, 'plan', 'revise', '--note', 'Smaller.'],
  [3, 'implement', FEATURE],
  [0, 'answer', FEATURE, 'plan', 'approve'],
  [0, 'implement', FEATURE],
  [4, 'critique', FEATURE],
  [0, 'answer', FEATURE, 'finding-1', 'accept', '--note', 'Clamped at the till.'],
  [0, 'critique', FEATURE],
  [3, 'retro', FEATURE],
  [0, 'answer', FEATURE, 'hotfix', 'justified'],
  [0, 'retro', FEATURE],
]
const MAX_KILLS = 90

const shops: Workshop[] = []
afterAll(() => shops.forEach((shop) => shop.remove()))

function newShop(): Workshop {
  const shop = new Workshop()
  shops.push(shop)
  return shop
}

interface Travelled {
  readonly shop: Workshop
  readonly kills: number
  /** Commands that were killed at least once. */
  readonly killed: ReadonlySet<string>
  /** What was asked although its answer stood in a note. */
  readonly askedAgain: readonly Asked[]
  /** Answers that came and were not written down before the next step began. */
  readonly passedOver: readonly Asked[]
}

/** The journey, in which every run is killed after so many changes, in turn, and the same command typed again until it ends by itself. */
async function travel(journey: Journey, turns: readonly number[]): Promise<Travelled> {
  const shop = newShop()
  await shop.open(journey === WHOLE ? FEATURE : '')
  const seen = { askedAgain: [] as Asked[], passedOver: [] as Asked[] }
  const killed = new Set<string>()
  let kills = 0
  for (const [exit, ...args] of journey) {
    for (let ended = false; !ended;) {
      const kept = new Set(keptAnswers(shop).map(keyOf))
      const before = shop.asked().length
      const outcome = await runAndKill(shop, turns[kills % turns.length] ?? 1, args)
      const events = shop.asked().slice(before)
      seen.askedAgain.push(...events.filter((one) => one.event === 'asked' && kept.has(keyOf(one))))
      seen.passedOver.push(...passedOver(events, shop))
      if (outcome !== null)
        expect(outcome.exit, `${args.join(' ')} after ${String(kills)} kills: ${outcome.stdout}${outcome.stderr}`).toBe(exit)
      ended = outcome !== null
      kills += ended ? 0 : 1
      if (!ended) killed.add(args[0] ?? '')
      if (kills > MAX_KILLS) throw new Error(`${args.join(' ')} does not come to an end.`)
    }
  }
  return { shop, kills, killed, ...seen }
}

/** One run's answers that are in no note although somebody in another role was asked after them. */
function passedOver(events: readonly Asked[], shop: Workshop): readonly Asked[] {
  const kept = new Set(keptAnswers(shop).map((one) => one.stamp))
  const ofThisRun = new Set(events.filter((one) => one.event === 'asked').map((one) => one.stamp))
  return events.filter(
    (one, at) =>
      one.event === 'answered' &&
      ofThisRun.has(one.stamp) &&
      !kept.has(one.stamp) &&
      events.slice(at).some((later) => later.event === 'asked' && later.role !== one.role),
  )
}

function keyOf({ role, focus, attempt, prompt }: Asked): string {
  return [role, focus, attempt, prompt].join(' ')
}

function keptAnswers(shop: Workshop): readonly Asked[] {
  const text = [...shop.texts().values()].join('\n')
  return shop.asked().filter((one) => one.event === 'answered' && text.includes(one.stamp))
}

/** How many answers of each role, focus and attempt the notes hold. */
function counts(shop: Workshop): Record<string, number> {
  const counted: Record<string, number> = {}
  for (const { role, focus, attempt } of keptAnswers(shop)) {
    const key = [role, focus, attempt].join(' ')
    counted[key] = (counted[key] ?? 0) + 1
  }
  return counted
}

/** Half-written files that a kill left are no notes; they are cleared when they are old. Two journeys may begin a note on two days. */
function notesOf(shop: Workshop): readonly string[] {
  const names = [...shop.texts().keys()].filter((name) => !name.includes('/.'))
  return names.map((name) => name.replace(/\d{4}-\d\d-\d\d/, 'DATE')).sort()
}

describe.concurrent('Forge, killed', () => {
  // A run that only repeats its gates changes the note once before it comes to the next step, so 1 alone would never end.
  it.each([
    ['the whole journey', WHOLE, '2'],
    ['a hotfix', HOTFIX, '1'],
  ])('brings %s to the same end, and asks for no answer that it has', { timeout: SLOW_MS }, async (_, journey, commits) => {
    const [plain, { shop, kills, killed, askedAgain, passedOver }] = await Promise.all([
      travel(journey, [Infinity]),
      travel(journey, [1, 1, 2]),
    ])
    expect(kills).toBeGreaterThan(10)
    expect([...killed]).toEqual(expect.arrayContaining([...(journey === WHOLE ? ['court'] : []), 'implement', 'critique', 'retro']))
    expect(askedAgain).toEqual([])
    expect(passedOver).toEqual([])
    expect(counts(shop)).toEqual(counts(plain.shop))
    expect(notesOf(shop)).toEqual(notesOf(plain.shop))
    expect(shop.read('forge/core-rules/workflow.md').match(/Clamp prices at zero/g)).toHaveLength(1)
    expect(shop.git('rev-list', '--count', 'main')).toBe(commits)
    expect(shop.git('status', '--porcelain')).toBe('')
    expect(leftBehind(shop)).toEqual([])
  })

  it('leaves agents running that the next command stops', { timeout: SLOW_MS }, async () => {
    const shop = newShop()
    await shop.open(FEATURE)
    shop.misbehave('juror:hang')
    const child = shop.start('court', FEATURE, '--json')
    const ended = outcomeOf(child)
    await shop.untilAsked('juror', 3)
    child.kill('SIGKILL')
    await ended
    expect(leftBehind(shop)).toHaveLength(3)
    shop.misbehave('')
    expect(await shop.forge('court', FEATURE)).toMatchObject({ exit: 0, document: { verdict: 'GO' } })
    expect(leftBehind(shop)).toEqual([])
  })

  it('leaves a gate running that the next command stops', { timeout: SLOW_MS }, async () => {
    const shop = newShop()
    await shop.open('')
    await shop.reach('implement', FEATURE, '--hotfix', 'The till refuses codes.')
    await shop.reach('answer', FEATURE, 'plan', 'approve')
    const go = path.join(shop.folder, 'go')
    const begun = path.join(shop.folder, 'begun')
    writeFileSync(
      path.join(shop.folder, 'gate.mjs'),
      [
        `import { existsSync, renameSync, writeFileSync } from 'node:fs'`,
        `if (!existsSync(${JSON.stringify(go)})) {`,
        `  writeFileSync(${JSON.stringify(`${begun}.part`)}, String(process.pid))`,
        `  renameSync(${JSON.stringify(`${begun}.part`)}, ${JSON.stringify(begun)})`,
        `  setTimeout(() => undefined, 120_000)`,
        `}`,
      ].join('\n'),
    )
    shop.setPolicy([`gates: [${JSON.stringify(`node ${path.join(shop.folder, 'gate.mjs')}`)}]`])
    await shop.reach('trust', '--yes')
    const child = shop.start('implement', FEATURE, '--json')
    const ended = outcomeOf(child)
    // The gate says itself that it runs: what carries the run's mark a moment earlier may be a git that is about to end.
    await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { timeout: SLOW_MS })
    expect(shop.read(shop.find('_implement'))).toMatch(/^step: verifying$/m)
    child.kill('SIGKILL')
    await ended
    expect(leftBehind(shop)).toContain(Number(readFileSync(begun, 'utf8')))
    writeFileSync(go, '')
    expect(await shop.forge('implement', FEATURE)).toMatchObject({ exit: 0, document: { error: null } })
    expect(shop.timesAsked('builder')).toBe(1)
    expect(leftBehind(shop)).toEqual([])
  })
})
