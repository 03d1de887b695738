import { setIcon } from 'obsidian'
import { addUsage, NO_USAGE, type Usage } from '../../agents/port.ts'
import { shortTime } from '../../runs/agent-words.ts'
import type { Forge } from '../forge.ts'
import type { LiveLine, LiveRun } from '../live-runs.ts'
import { clockTime } from '../status-bar.ts'
import { dollars, tokens } from './amounts.ts'
import { drawLink } from './row.ts'
import { titleOf } from './row-model.ts'

/** The runs of this window. Each card and each line is drawn once; afterwards only its words change. */
export class RunCards {
  private readonly cards = new Map<string, RunCard>()
  private readonly el: HTMLElement

  constructor(
    private readonly forge: Forge,
    into: HTMLElement,
  ) {
    this.el = into.createDiv({ cls: 'forge-runs' })
  }

  /** Keys of the runs that are shown. */
  get keys(): readonly string[] {
    return [...this.cards.keys()]
  }

  paint(): void {
    const [runs, nowMs] = [this.forge.runs.current(), this.forge.clock.now()]
    for (const [key, card] of this.cards) {
      if (runs.some((run) => run.key === key && run.startedMs === card.startedMs)) continue
      card.el.remove()
      this.cards.delete(key)
    }
    for (const run of runs) this.card(run).paint(run, nowMs)
  }

  private card(run: LiveRun): RunCard {
    const card = this.cards.get(run.key) ?? new RunCard(this.forge, run, this.el)
    this.cards.set(run.key, card)
    return card
  }
}

const ERRAND: Readonly<Record<LiveRun['errand'], string>> = {
  spec: 'Spec',
  court: 'Court',
  implement: 'Implement',
  critique: 'Critique',
  retro: 'Retro',
  land: 'Landing',
  drop: 'Dropping',
}

class RunCard {
  readonly el: HTMLElement
  readonly startedMs: number
  private readonly lines = new Map<string, LineParts>()
  private readonly step: HTMLElement
  private readonly spent: HTMLElement
  private readonly time: HTMLElement
  private readonly stop: HTMLButtonElement
  private readonly list: HTMLElement

  constructor(forge: Forge, { key, feature, errand, isRehearsal, startedMs }: LiveRun, into: HTMLElement) {
    this.startedMs = startedMs
    this.el = into.createDiv({ cls: 'forge-run', attr: { 'data-feature': feature } })
    const head = this.el.createDiv({ cls: 'forge-run-head' })
    head.createSpan({ cls: 'forge-run-errand', text: isRehearsal ? 'Rehearsal' : ERRAND[errand] })
    const known = isRehearsal ? null : (forge.features.of(feature)?.feature ?? null)
    const note = known?.heads.at(-1)?.path
    if (known !== null && note !== undefined) drawLink(forge, head, { label: titleOf(known), path: note }, 'forge-row-title')
    else head.createSpan({ cls: 'forge-row-title', text: feature })
    this.spent = head.createSpan({ cls: 'forge-run-spent', attr: { title: SPENT } })
    this.time = head.createSpan({ cls: 'forge-run-time' })
    this.stop = head.createEl('button', { cls: 'forge-stop' })
    this.stop.addEventListener('click', () => void forge.runs.stop(key))
    this.step = this.el.createDiv({ cls: 'forge-run-step', attr: { 'aria-live': 'polite' } })
    this.list = this.el.createDiv({ cls: 'forge-lines', attr: { role: 'list' } })
  }

  paint(run: LiveRun, nowMs: number): void {
    for (const line of run.lines) paintLine(this.parts(line), line, nowMs)
    const usage = run.lines.reduce<Usage>((sum, line) => (line.usage === null ? sum : addUsage(sum, line.usage)), NO_USAGE)
    write(this.step, run.step)
    write(this.spent, spentText(usage))
    write(this.time, clockTime(nowMs - run.startedMs))
    write(this.stop, run.isStopping ? 'Stopping' : 'Stop')
    this.stop.disabled = run.isStopping
  }

  private parts({ name }: LiveLine): LineParts {
    const parts = this.lines.get(name) ?? drawLine(name, this.list)
    this.lines.set(name, parts)
    return parts
  }
}

interface LineParts {
  readonly el: HTMLElement
  readonly icon: HTMLElement
  readonly action: HTMLElement
  readonly spent: HTMLElement
  readonly time: HTMLElement
}

function drawLine(name: string, into: HTMLElement): LineParts {
  const el = into.createDiv({ cls: 'forge-line', attr: { role: 'listitem' } })
  const icon = el.createSpan({ cls: 'forge-line-icon' })
  el.createSpan({ cls: 'forge-line-name', text: name })
  const action = el.createSpan({ cls: 'forge-line-action' })
  return {
    el,
    icon,
    action,
    spent: el.createSpan({ cls: 'forge-line-spent', attr: { title: SPENT } }),
    time: el.createSpan({ cls: 'forge-line-time' }),
  }
}

const STATE_ICON: Readonly<Record<LiveLine['state'], string>> = {
  running: 'circle-dot',
  answered: 'check',
  failed: 'x',
  cancelled: 'minus',
}

function paintLine(parts: LineParts, line: LiveLine, nowMs: number): void {
  if (parts.el.getAttribute('data-state') !== line.state) {
    parts.el.setAttribute('data-state', line.state)
    parts.icon.setAttribute('aria-label', line.state)
    setIcon(parts.icon, STATE_ICON[line.state])
  }
  write(parts.action, actionText(line, nowMs))
  write(parts.spent, line.usage === null ? '' : spentText(line.usage))
  write(parts.time, clockTime((line.endedMs ?? nowMs) - line.startedMs))
}

/** An agent that says nothing for so long is either at something long or stuck; the person is told how long it has been. */
const SILENT_AFTER_MS = 30_000

/** What it does, and what the clock has to add: how long it waits yet, or since when nothing was heard of it. */
function actionText({ lastAction, state, heardMs, waitsUntilMs }: LiveLine, nowMs: number): string {
  if (state !== 'running' || heardMs === null) return lastAction
  const silentMs = nowMs - heardMs
  if (waitsUntilMs === 'open') return `${lastAction} · for ${shortTime(silentMs / 1000)}`
  if (waitsUntilMs !== null && waitsUntilMs > nowMs) return `${lastAction} · ${shortTime((waitsUntilMs - nowMs) / 1000)} left`
  return silentMs < SILENT_AFTER_MS ? lastAction : `${lastAction} · no word for ${shortTime(silentMs / 1000)}`
}

const SPENT = 'Tokens in and out, and what they cost so far'

function spentText(usage: Usage): string {
  return [tokens(usage), dollars(usage.costUsd)].filter((part) => part !== null && part !== '').join(' · ')
}

/** Touches the page only where the words differ. */
function write(el: HTMLElement, text: string): void {
  if (el.textContent !== text) el.setText(text)
}
