import { afterAll, describe, expect, it } from 'vitest'
import { leftBehind, outcomeOf, SLOW_MS, Workshop, type Asked } from './harness.ts'
import { runAndKill } from './kill.ts'

const FEATURE = 'discount-codes'

/** The whole journey as a script types it, and how each command ends. */
const JOURNEY: readonly (readonly [exit: number, ...args: string[]])[] = [
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
  /** What was asked although its answer stood in a note. */
  readonly askedAgain: readonly Asked[]
  /** Answers that came and were not written down before the next step began. */
  readonly passedOver: readonly Asked[]
}

/** The journey, in which every run is killed after so many changes, in turn, and the same command typed again until it ends by itself. */
async function travel(turns: readonly number[]): Promise<Travelled> {
  const shop = newShop()
  await shop.open(FEATURE)
  const seen = { askedAgain: [] as Asked[], passedOver: [] as Asked[] }
  let kills = 0
  for (const [exit, ...args] of JOURNEY) {
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
      if (kills > MAX_KILLS) throw new Error(`${args.join(' ')} does not come to an end.`)
    }
  }
  return { shop, kills, ...seen }
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

/** Half-written files that a kill left are no notes; they are cleared when they are old. */
function notesOf(shop: Workshop): readonly string[] {
  return [...shop.texts().keys()].filter((name) => !name.includes('/.'))
}

describe.concurrent('Forge, killed', () => {
  // A run that only repeats its gates changes the note once before it comes to the next step, so 1 alone would never end.
  it('comes to the same end as if it had not been, and asks for no answer that it has', { timeout: SLOW_MS }, async () => {
    const [plain, { shop, kills, askedAgain, passedOver }] = await Promise.all([travel([Infinity]), travel([1, 1, 2])])
    expect(kills).toBeGreaterThan(30)
    expect(askedAgain).toEqual([])
    expect(passedOver).toEqual([])
    expect(counts(shop)).toEqual(counts(plain.shop))
    expect(notesOf(shop)).toEqual(notesOf(plain.shop))
    expect(shop.read('forge/core-rules/workflow.md').match(/Clamp prices at zero/g)).toHaveLength(1)
    expect(shop.git('rev-list', '--count', 'main')).toBe('2')
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
})
