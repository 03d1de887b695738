import type { Forge } from './forge.ts'
import type { LiveRun } from './live-runs.ts'

const SECOND_MS = 1_000

/** Shows the runs of this window in the status bar, and nothing while none is on. */
export function showInStatusBar(forge: Forge): void {
  const item = forge.plugin.addStatusBarItem()
  item.addClass('forge-status', 'mod-clickable')
  forge.plugin.registerDomEvent(item, 'click', () => void forge.perform('board', null))
  let clock: number | null = null
  const paint = (): void => {
    const runs = forge.runs.current()
    item.toggle(runs.length > 0)
    item.setText(runs.map((run) => summary(run, forge.clock.now())).join(' · '))
    if (runs.length > 0) clock ??= window.setInterval(paint, SECOND_MS)
    else if (clock !== null) clock = stopClock(clock)
  }
  forge.plugin.register(forge.runs.onChange(paint))
  forge.plugin.register(() => clock !== null && window.clearInterval(clock))
  paint()
}

function stopClock(clock: number): null {
  window.clearInterval(clock)
  return null
}

function summary(run: LiveRun, nowMs: number): string {
  const done = run.lines.filter((line) => line.endedMs !== null).length
  const lines = run.lines.length > 1 ? ` ${String(done)}/${String(run.lines.length)}` : ''
  return `${run.isRehearsal ? 'rehearsal' : run.errand} ${run.feature}${lines} ${clockTime(nowMs - run.startedMs)}${run.isStopping ? ' stopping' : ''}`
}

/** `0:42`, `12:05` */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / SECOND_MS))
  return `${String(Math.floor(seconds / 60))}:${String(seconds % 60).padStart(2, '0')}`
}
