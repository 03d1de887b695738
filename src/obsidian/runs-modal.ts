import { Modal, Setting } from 'obsidian'
import type { Failure } from '../basics/failure.ts'
import type { PastRun } from '../runs/past-runs.ts'
import { NEEDS_DESKTOP } from './actions.ts'
import { inPluginWords } from './failure-words.ts'
import type { Forge } from './forge.ts'
import { guarded } from './guard.ts'
import { showFeature } from './links.ts'
import { loadDesktop, type Desktop } from './load-desktop.ts'
import { noteInFront } from './note-in-front.ts'
import { logLines, runAdvice, runOutcome, runTime } from './run-words.ts'

/** So many rows are drawn at once: a repo may have thousands of runs. */
const ROWS = 50
const LOG_LINES = 500

/** Shows the past runs of the linked repo: those of the feature that is said or whose note is open, else all. */
export async function showRuns(forge: Forge, said: string | null): Promise<void> {
  const desktop = await loadDesktop(forge.app)
  if (desktop === null) return forge.notices.say('runs', NEEDS_DESKTOP)
  const open = forge.features.ofNote(noteInFront(forge.app)?.path ?? '')
  new RunsModal(forge, desktop, said ?? open?.feature.name ?? null).open()
}

class RunsModal extends Modal {
  private runs: readonly PastRun[] = []
  private shown = ROWS
  /** What is drawn late must not draw over what was asked for since. */
  private turn = 0

  constructor(
    private readonly forge: Forge,
    private readonly desktop: Desktop,
    private feature: string | null,
  ) {
    super(forge.app)
  }

  override onOpen(): void {
    this.begun(() => this.readRuns())
  }

  override onClose(): void {
    this.turn += 1
    this.contentEl.empty()
  }

  private async readRuns(): Promise<void> {
    const turn = this.begin(this.feature === null ? 'Runs' : `Runs of ${this.feature}`)
    const read = await this.desktop.pastRunsHere(this.app, this.feature)
    if (turn !== this.turn) return
    if (!read.ok) return this.fail(read.error)
    this.runs = read.value
    this.drawRuns()
  }

  private drawRuns(): void {
    this.begin(this.feature === null ? 'Runs' : `Runs of ${this.feature}`)
    if (this.runs.length === 0) this.contentEl.createEl('p', { text: 'No run yet.' })
    const list = this.contentEl.createDiv({ cls: 'forge-past-runs' })
    for (const run of this.runs.slice(0, this.shown)) this.drawRun(list, run)
    this.drawListFoot(this.runs.length - this.shown)
  }

  private drawListFoot(hidden: number): void {
    if (hidden <= 0 && this.feature === null) return
    const foot = new Setting(this.contentEl)
    if (hidden > 0)
      foot.addButton((button) => button.setButtonText(`Show ${String(Math.min(hidden, ROWS))} more`).onClick(() => this.showMore()))
    if (this.feature !== null) foot.addButton((button) => button.setButtonText('Show all features').onClick(() => this.showAll()))
  }

  private drawRun(list: HTMLElement, run: PastRun): void {
    const row = list.createEl('button', { cls: 'forge-past-run' })
    const head = row.createDiv({ cls: 'forge-past-run-head' })
    head.createSpan({ cls: 'forge-past-run-name', text: this.feature === null ? `${run.feature} · ${run.stage}` : run.stage })
    head.createSpan({ cls: ['forge-past-run-outcome', `mod-${run.state}`], text: runOutcome(run) })
    row.createDiv({ cls: 'forge-past-run-time', text: runTime(run) })
    const advice = runAdvice(run)
    if (advice !== null) row.createDiv({ cls: 'forge-past-run-advice', text: inPluginWords(advice) })
    row.addEventListener('click', () => this.begun(() => this.showLog(run)))
  }

  private showMore(): void {
    this.shown += ROWS
    this.drawRuns()
  }

  private showAll(): void {
    this.feature = null
    this.shown = ROWS
    this.begun(() => this.readRuns())
  }

  private async showLog(run: PastRun): Promise<void> {
    const turn = this.begin(`${run.feature} · ${run.stage}`)
    const read = await this.desktop.logHere(this.app, run.id)
    if (turn !== this.turn) return
    if (!read.ok) return this.fail(read.error)
    const { lines, cut } = logLines(read.value, LOG_LINES)
    this.begin(`${run.feature} · ${run.stage}`)
    this.contentEl.createDiv({ cls: 'forge-past-run-time', text: `${runTime(run)} · ${runOutcome(run)}` })
    const advice = runAdvice(run)
    if (advice !== null) this.contentEl.createEl('p', { cls: 'forge-past-run-advice', text: inPluginWords(advice) })
    if (cut > 0)
      this.contentEl.createEl('p', {
        cls: 'forge-past-run-time',
        text: `The last ${String(lines.length)} lines; ${String(cut)} came before.`,
      })
    const log = this.contentEl.createEl('pre', { cls: 'forge-past-run-log', text: lines.join('\n'), attr: { tabindex: '0' } })
    log.scrollTop = log.scrollHeight
    this.drawLogFoot(run)
  }

  private drawLogFoot(run: PastRun): void {
    const foot = new Setting(this.contentEl)
    foot.addButton((button) => button.setButtonText('Back').onClick(() => this.drawRuns()))
    const standing = this.forge.features.of(run.feature)
    if (standing === null) return
    foot.addButton((button) =>
      button
        .setButtonText('Open note')
        .setCta()
        .onClick(() => {
          this.close()
          this.begun(() => showFeature(this.forge, standing.feature))
        }),
    )
  }

  private begun(act: () => Promise<void>): void {
    void guarded(this.forge.notices, { name: 'Show runs', about: 'runs' }, act)
  }

  /** Empties the window for what comes next. */
  private begin(title: string): number {
    this.turn += 1
    this.setTitle(title)
    this.contentEl.empty()
    return this.turn
  }

  private fail({ what, why, next }: Failure): void {
    this.contentEl.createEl('p', { cls: 'forge-problem', text: inPluginWords(`${what} ${why} ${next}`) })
  }
}
