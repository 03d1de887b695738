import type { Forge } from '../forge.ts'
import { canRun, loadDesktop } from '../load-desktop.ts'
import { noteInFront } from '../note-in-front.ts'
import { shortLabel } from './asked.ts'
import { cameIn, isComplete, type CameIn } from './came-in.ts'
import { takeIn } from './give.ts'
import { wasGivenHere } from './given-here.ts'
import { isTakenInAlone } from './going-on.ts'
import { tellAnswered } from './tell-answered.ts'

/** Who answers in a terminal goes on there at once; and one look is enough for a burst of sync. */
export const LOOK_AFTER_MS = 2_000
/** So long must an answer rest before Forge goes on by itself: who ticked a box may be about to tick another. */
export const REST_MS = 10_000
const FEW = 20

/** Says once when an answer came in from elsewhere, and offers to go on; goes on by itself where this device's setting says so. */
export function watchAnswers(forge: Forge): void {
  // A phone cannot go on; its board and its notes say so.
  if (!canRun(forge.app)) return
  const watch = new AnswerWatch(forge)
  forge.plugin.register(forge.features.onChange((changed) => watch.lookSoon(changed)))
  forge.plugin.register(forge.runs.onChange(() => watch.lookAfterRuns()))
  forge.plugin.register(() => watch.end())
}

class AnswerWatch {
  private readonly said = new Set<string>()
  /** What Forge went on with, or was told not to: never twice for one answer. */
  private readonly settled = new Set<string>()
  private readonly pending = new Set<string>()
  private readonly resting = new Map<string, number>()
  private timer: number | null = null
  private running: readonly string[] = []

  constructor(private readonly forge: Forge) {}

  lookSoon(changed: Iterable<string>): void {
    for (const name of changed) this.pending.add(name)
    if (this.pending.size === 0) return
    this.timer ??= window.setTimeout(() => {
      this.timer = null
      void this.look()
    }, LOOK_AFTER_MS)
  }

  /** What was ticked while a run was on is told when it is over. */
  lookAfterRuns(): void {
    const ended = this.running.filter((name) => this.forge.runs.of(name) === null)
    this.running = this.forge.runs.current().map((run) => run.feature)
    if (ended.length > 0) this.lookSoon(ended)
  }

  end(): void {
    for (const timer of [this.timer ?? undefined, ...this.resting.values()]) window.clearTimeout(timer)
  }

  private async look(): Promise<void> {
    const names = [...this.pending]
    this.pending.clear()
    // That a verdict is overruled stands in the note's text alone. Where a whole vault comes in, only what the index shows is followed up.
    const told = names.length <= FEW ? names : names.filter((name) => this.forge.features.of(name)?.answered.length)
    const news = (await Promise.all(told.map((name) => this.newsOf(name)))).filter((came) => came !== null)
    if (news.length > 0) await this.follow(news)
  }

  private async newsOf(name: string): Promise<CameIn | null> {
    const standing = this.forge.features.of(name)
    if (standing === null || this.forge.runs.of(name) !== null) return null
    const came = await cameIn(this.forge.vault, standing)
    return came !== null && !this.settled.has(came.key) ? came : null
  }

  private async follow(news: readonly CameIn[]): Promise<void> {
    const desktop = await loadDesktop(this.forge.app)
    const goesOn = desktop !== null && (await desktop.goesOn(this.forge.app))
    const byItself = news.filter((came) => goesOn && isComplete(came))
    const offered = news.filter((came) => !byItself.includes(came) && !this.said.has(came.key) && !isOwn(this.forge, came))
    for (const came of news) this.said.add(came.key)
    for (const came of byItself) this.rest(came)
    const [only, ...more] = offered
    if (only === undefined) return
    if (more.length === 0) this.say(only, { label: only.onward === 'take-in' ? 'Take it in' : 'Go on', act: () => void this.goOn(only) })
    else this.sayMany(offered)
  }

  private say(came: CameIn, offer: { label: string; act(): void }, then = ''): void {
    const seen = noteInFront(this.forge.app)?.path
    const isHere = came.answers.some((answer) => answer.path === seen) || isOwn(this.forge, came)
    const what = came.answers.map(({ question, option }) => `${shortLabel(question)}: ${shortLabel(option).toLowerCase()}`).join(', ')
    this.forge.notices.say(came.feature, `${came.feature} · ${what}${isHere ? '' : ', answered elsewhere'}.${then}`, offer)
  }

  private sayMany(came: readonly CameIn[]): void {
    const names = came.map(({ feature }) => feature).join(', ')
    const offer = { label: 'Open board', act: () => void this.forge.perform('board', null) }
    this.forge.notices.say('answers', `Answers came in on ${names}.`, offer)
  }

  private rest(came: CameIn): void {
    const { feature, key } = came
    const before = this.resting.get(feature)
    window.clearTimeout(before)
    this.resting.set(
      feature,
      window.setTimeout(() => void this.wake(came), REST_MS),
    )
    const stay = (): void => {
      this.settled.add(key)
      window.clearTimeout(this.resting.get(feature))
      this.resting.delete(feature)
    }
    if (before === undefined) this.say(came, { label: 'Not now', act: stay }, ' Forge goes on in a moment.')
  }

  /** Goes on with what is still the answer after its rest. */
  private async wake({ feature, key }: CameIn): Promise<void> {
    this.resting.delete(feature)
    const now = await this.newsOf(feature)
    if (now?.key === key && isComplete(now)) await this.goOn(now)
  }

  private async goOn(came: CameIn): Promise<void> {
    const { forge } = this
    const { feature, answers, onward } = came
    this.settled.add(came.key)
    if (onward !== 'take-in') return forge.perform(onward, feature)
    const alone = answers.filter(({ question }) => isTakenInAlone(question))
    for (const answer of alone) {
      const taken = await takeIn(forge, feature, answer)
      if (!taken.ok) return forge.notices.fail(feature, taken.error)
    }
    const last = alone.at(-1)
    if (last !== undefined) await tellAnswered(forge, feature, last)
  }
}

function isOwn(forge: Forge, { answers }: CameIn): boolean {
  return answers.every((answer) => wasGivenHere(forge, answer))
}
