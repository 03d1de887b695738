import { Component, Menu, setIcon } from 'obsidian'
import { actionOf, type ActionId } from '../actions.ts'
import type { Forge } from '../forge.ts'
import { momentOf } from '../moment.ts'
import { REHEARSAL_ROOT } from '../rehearsal/place.ts'
import { linkRepo } from '../setup/link-repo.ts'
import { FailureList } from './failure-list.ts'
import { ProblemList } from './problem-list.ts'
import { RehearsalCard } from './rehearsal-card.ts'
import { RunCards } from './run-card.ts'
import { Shelves } from './shelves.ts'
import { TornNotes } from './torn-notes.ts'
import { Welcome } from './welcome.ts'

const SECOND_MS = 1_000
/** A board that fits on a screen needs no filter. */
const FILTER_FROM = 15
const MENU: readonly ActionId[] = ['hotfix', 'rehearse', 'runs', 'setup', 'views']

/** The board's contents. What changes is remembered and painted once a frame, and only while the board can be seen. */
export class Board extends Component {
  private readonly changed = new Set<string>()
  private frame: { readonly win: Window; readonly id: number } | null = null
  private clock: number | null = null
  private isVisible = true
  private parts: Parts | null = null

  constructor(
    private readonly forge: Forge,
    private readonly el: HTMLElement,
  ) {
    super()
  }

  override onload(): void {
    const { app, device, features, runs } = this.forge
    this.el.addClass('forge-board')
    this.register(
      features.onChange((names) => {
        this.notice(names)
        this.look()
      }),
    )
    this.register(runs.onChange(() => this.soon()))
    this.register(device.onChange(() => this.notice(new Set(features.all().map((standing) => standing.feature.name)))))
    this.registerDomEvent(window, 'focus', () => this.look())
    this.registerEvent(app.vault.on('delete', (file) => file.path === REHEARSAL_ROOT && this.soon()))
    const sight = new IntersectionObserver(([entry]) => this.seen(entry?.isIntersecting === true))
    sight.observe(this.el)
    this.register(() => sight.disconnect())
    this.soon()
  }

  override onunload(): void {
    this.frame?.win.cancelAnimationFrame(this.frame.id)
    this.tick(false)
    this.el.empty()
  }

  private notice(names: ReadonlySet<string>): void {
    for (const name of names) {
      this.changed.add(name)
      this.forgetFailure(name)
    }
    this.soon()
  }

  /** Why a feature failed is of no use once the feature is gone. */
  private forgetFailure(name: string): void {
    const { features, runs } = this.forge
    if (features.of(name) === null && runs.failures().has(name)) runs.putAway(name)
  }

  private seen(isVisible: boolean): void {
    this.isVisible = isVisible
    if (!isVisible) return this.tick(false)
    this.look()
    this.soon()
  }

  /** Nobody tells what other programs do to this device; the board looks when the person does, and when a note has changed. */
  private look(): void {
    if (this.isVisible) void this.forge.device.look()
  }

  private soon(): void {
    const { win } = this.el
    // The board may have moved to another window, and the one it was in draws no frame any more.
    if (!this.isVisible || this.frame?.win === win) return
    this.frame?.win.cancelAnimationFrame(this.frame.id)
    this.frame = { win, id: win.requestAnimationFrame(() => this.paint()) }
  }

  private paint(): void {
    this.frame = null
    if (!this.forge.features.ready) return
    const parts = (this.parts ??= this.build())
    const before = parts.runs.keys
    parts.failures.paint()
    parts.runs.paint()
    const now = parts.runs.keys
    parts.rehearsal.paint(this.forge.runs.current().some((run) => run.isRehearsal))
    for (const name of [...before, ...now]) if (before.includes(name) !== now.includes(name)) this.changed.add(name)
    parts.shelves.patch(this.changed)
    this.changed.clear()
    const problems = this.forge.features.problems()
    parts.torn.paint(problems.filter((problem) => problem.broken))
    parts.problems.paint(problems.filter((problem) => !problem.broken))
    parts.filter.toggle(parts.shelves.count > FILTER_FROM)
    parts.welcome.paint(parts.shelves.count + now.length === 0 && !problems.some((problem) => problem.broken))
    this.tick(now.length > 0 || this.isHeldElsewhere())
  }

  private build(): Parts {
    this.el.empty()
    const bar = this.el.createDiv({ cls: 'forge-bar' })
    const filter = this.drawBar(bar)
    const runs = new RunCards(this.forge, this.el)
    const failures = new FailureList(this.forge, this.el)
    const rehearsal = new RehearsalCard(this.forge, this.el)
    const welcome = new Welcome(this.forge, this.el)
    const shelves = new Shelves(this.forge, this.el)
    this.changed.clear()
    const torn = new TornNotes(this.forge, shelves)
    return { filter, failures, runs, rehearsal, welcome, shelves, torn, problems: new ProblemList(this.forge, this.el) }
  }

  private drawBar(bar: HTMLElement): HTMLInputElement {
    const create = bar.createEl('button', { text: actionOf('spec').name })
    create.addEventListener('click', () => void this.forge.perform('spec', null))
    const filter = bar.createEl('input', {
      type: 'search',
      placeholder: 'Filter features',
      cls: 'forge-filter',
      attr: { 'aria-label': 'Filter features' },
    })
    filter.addEventListener('input', () => this.parts?.shelves.filter(filter.value))
    const more = bar.createEl('button', { cls: 'clickable-icon forge-more', attr: { 'aria-label': 'More' } })
    setIcon(more, 'ellipsis')
    more.addEventListener('click', (event) => this.openMenu(event))
    return filter
  }

  private openMenu(event: MouseEvent): void {
    const menu = new Menu()
    const moment = momentOf(this.forge, null)
    for (const action of MENU.map(actionOf))
      menu.addItem((item) =>
        item
          .setTitle(action.name)
          .setIcon(action.icon)
          .setDisabled(action.against(null, moment) !== null)
          .onClick(() => void this.forge.perform(action.id, null)),
      )
    menu.addItem((item) =>
      item
        .setTitle('Link a repo')
        .setIcon('folder-git-2')
        .setDisabled(!moment.canRun)
        .onClick(() => void linkRepo(this.forge)),
    )
    menu.showAtMouseEvent(event)
  }

  /** Only looking tells that another program's run is over; a lock that nobody gives up is not looked at every second for ever. */
  private pass(): void {
    if (this.isHeldElsewhere()) this.forge.device.glance()
    this.soon()
  }

  private isHeldElsewhere(): boolean {
    return this.forge.device.known()?.repos.some((repo) => repo.held.length > 0) === true
  }

  /** Seconds pass on the screen only while a run can be seen. */
  private tick(isOn: boolean): void {
    if (isOn) this.clock ??= window.setInterval(() => this.pass(), SECOND_MS)
    else if (this.clock !== null) window.clearInterval(this.clock)
    if (!isOn) this.clock = null
  }
}

interface Parts {
  readonly filter: HTMLInputElement
  readonly failures: FailureList
  readonly runs: RunCards
  readonly rehearsal: RehearsalCard
  readonly welcome: Welcome
  readonly shelves: Shelves
  readonly torn: TornNotes
  readonly problems: ProblemList
}
