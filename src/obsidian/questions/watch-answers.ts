import type { BegunBy, Forge } from '../forge.ts'
import { guarded } from '../guard.ts'
import { canRun, loadDesktop } from '../load-desktop.ts'
import { noteInFront } from '../note-in-front.ts'
import type { Offer } from '../notices.ts'
import { shortLabel } from './asked.ts'
import { cameIn, isComplete, type CameIn } from './came-in.ts'
import { takeIn } from './give.ts'
import { wasGivenHere } from './given-here.ts'
import { GoOnQueue, REST_MS } from './go-on-queue.ts'
import { isTakenInAlone } from './going-on.ts'
import { tellAnswered } from './tell-answered.ts'

/** Who answers in a terminal goes on there at once; and one look is enough for a burst of sync. */
export const LOOK_AFTER_MS = 2_000
/** Obsidian may tell so late of what was written while a run was on. */
export const AFTER_RUN_MS = 10_000
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
  /** Features whose notes changed while an agent ran, which can tick a box like a person: Forge does not go on with those by itself. */
  private readonly doubted = new Set<string>()
  private readonly queue: GoOnQueue
  private timer: number | null = null
  private running: readonly string[] = []
  private ranMs = Number.NEGATIVE_INFINITY

  constructor(private readonly forge: Forge) {
    this.queue = new GoOnQueue({
      tell: (came, stay) => this.say(came, { label: 'Not now', act: stay }, ' Forge goes on in a moment.', REST_MS),
      refused: ({ key }) => this.settled.add(key),
      goOn: (came) => this.guard(came.feature, () => this.goOnByItself(came)),
    })
  }

  lookSoon(changed: Iterable<string>): void {
    for (const name of changed) {
      this.pending.add(name)
      if (this.isRunOn()) this.doubted.add(name)
    }
    if (this.pending.size === 0) return
    this.timer ??= window.setTimeout(() => {
      this.timer = null
      void this.guard('answers', () => this.look())
    }, LOOK_AFTER_MS)
  }

  /** What was ticked while a run was on is told when it is over. */
  lookAfterRuns(): void {
    const ended = this.running.filter((name) => this.forge.runs.of(name) === null)
    if (this.running.length > 0) this.ranMs = this.forge.clock.now()
    this.running = this.forge.runs.current().map((run) => run.feature)
    if (ended.length > 0) this.lookSoon(ended)
  }

  end(): void {
    window.clearTimeout(this.timer ?? undefined)
    this.queue.end()
  }

  private isRunOn(): boolean {
    const { runs, clock } = this.forge
    return this.running.length > 0 || runs.current().length > 0 || clock.now() - this.ranMs < AFTER_RUN_MS
  }

  private async look(): Promise<void> {
    const names = [...this.pending]
    this.pending.clear()
    // That a verdict is overruled stands in the note's text alone. Where a whole vault comes in, only what the index shows is followed up.
    const told = names.length <= FEW ? names : names.filter((name) => this.forge.features.of(name)?.answered.length)
    const news = (await Promise.all(told.map((name) => this.newsOf(name)))).filter((came) => came !== null)
    const goesOn = news.length > 0 && (await this.goesOn())
    const byItself = news.filter((came) => goesOn && this.mayGoOn(came))
    for (const name of names) {
      if (!byItself.some(({ feature }) => feature === name) && this.queue.drop(name)) this.unsay(name, news)
    }
    this.offer(news.filter((came) => !byItself.includes(came) && !this.said.has(came.key) && !isOwn(this.forge, came)))
    for (const came of news) this.said.add(came.key)
    for (const came of byItself) this.queue.add(came)
  }

  private async newsOf(name: string): Promise<CameIn | null> {
    const standing = this.forge.features.of(name)
    if (standing === null || this.forge.runs.of(name) !== null) return null
    const came = await cameIn(this.forge.vault, standing)
    // Once nothing is ticked that nobody has taken in, there is nothing left to doubt.
    if (came === null && standing.answered.length === 0 && !this.pending.has(name)) this.doubted.delete(name)
    return came !== null && !this.settled.has(came.key) ? came : null
  }

  private async goesOn(): Promise<boolean> {
    const desktop = await loadDesktop(this.forge.app)
    return desktop !== null && (await desktop.goesOn(this.forge.app))
  }

  /** Who answered here has been offered to go on, and an agent's tick is no answer. */
  private mayGoOn(came: CameIn): boolean {
    const isFromElsewhere = !came.answers.some((answer) => wasGivenHere(this.forge, answer))
    return isFromElsewhere && isComplete(came) && !this.doubted.has(came.feature)
  }

  /** What Forge was to go on with by itself and does not any more is offered. */
  private unsay(name: string, news: readonly CameIn[]): void {
    for (const { feature, key } of news) if (feature === name) this.said.delete(key)
  }

  private offer(offered: readonly CameIn[]): void {
    const [only, ...more] = offered
    if (only === undefined) return
    if (more.length > 0) return this.sayMany(offered)
    const act = (): void => void this.guard(only.feature, () => this.goOn(only, 'person'))
    this.say(only, { label: only.onward === 'take-in' ? 'Take it in' : 'Go on', act })
  }

  private say(came: CameIn, offer: Offer, then = '', ms?: number): void {
    const seen = noteInFront(this.forge.app)?.path
    const isHere = came.answers.some((answer) => answer.path === seen) || isOwn(this.forge, came)
    const what = came.answers.map(({ question, option }) => `${shortLabel(question)}: ${shortLabel(option).toLowerCase()}`).join(', ')
    this.forge.notices.say(came.feature, `${came.feature} · ${what}${isHere ? '' : ', answered elsewhere'}.${then}`, offer, ms)
  }

  private sayMany(came: readonly CameIn[]): void {
    const names = came.map(({ feature }) => feature).join(', ')
    const offer = { label: 'Open board', act: () => void this.forge.perform('board', null) }
    this.forge.notices.say('answers', `Answers came in on ${names}.`, offer)
  }

  /** Goes on with what is still the answer after its rest. */
  private async goOnByItself({ feature, key }: CameIn): Promise<void> {
    const now = await this.newsOf(feature)
    if (now?.key === key && this.mayGoOn(now) && (await this.goesOn())) await this.goOn(now, 'itself')
  }

  private async goOn(came: CameIn, begun: BegunBy): Promise<void> {
    const { forge } = this
    const { feature, answers, onward } = came
    this.settled.add(came.key)
    if (onward !== 'take-in') return forge.perform(onward, feature, begun)
    const alone = answers.filter(({ question }) => isTakenInAlone(question))
    for (const answer of alone) {
      const taken = await takeIn(forge, feature, answer)
      if (!taken.ok) return forge.notices.fail(feature, taken.error)
    }
    const last = alone.at(-1)
    if (last !== undefined) await tellAnswered(forge, feature, last)
  }

  private guard(about: string, act: () => Promise<void>): Promise<void> {
    return guarded(this.forge.notices, { name: 'Go on', about }, act)
  }
}

function isOwn(forge: Forge, { answers }: CameIn): boolean {
  return answers.every((answer) => wasGivenHere(forge, answer))
}
