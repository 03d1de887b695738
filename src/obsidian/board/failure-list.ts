import { setIcon } from 'obsidian'
import type { Failure } from '../../basics/failure.ts'
import { inPluginWords } from '../failure-words.ts'
import type { Forge } from '../forge.ts'

/** Why runs failed, in full: a notice says it in passing, here it stays until it is put away. */
export class FailureList {
  private readonly el: HTMLElement
  private shown = ''

  constructor(
    private readonly forge: Forge,
    into: HTMLElement,
  ) {
    this.el = into.createDiv({ cls: 'forge-failures' })
  }

  paint(): void {
    const failures = [...this.forge.runs.failures()]
    const text = JSON.stringify(failures)
    if (text === this.shown) return
    this.shown = text
    this.el.empty()
    for (const [key, failure] of failures) this.draw(key, failure)
  }

  private draw(key: string, { what, why, next }: Failure): void {
    const card = this.el.createDiv({ cls: 'forge-failure', attr: { role: 'listitem' } })
    const head = card.createDiv({ cls: 'forge-run-head' })
    head.createSpan({ cls: 'forge-row-title', text: `${key}: ${inPluginWords(what)}` })
    const away = head.createEl('button', { cls: 'clickable-icon', attr: { 'aria-label': 'Put away' } })
    setIcon(away, 'x')
    away.addEventListener('click', () => this.forge.runs.putAway(key))
    drawWhy(card, inPluginWords(why))
    card.createDiv({ text: inPluginWords(next) })
  }
}

/** Such as a list of every place that was looked at; whoever wants it unfolds it. */
const LONG_CHARS = 200

function drawWhy(card: HTMLElement, why: string): void {
  if (why.length <= LONG_CHARS) return void card.createDiv({ cls: 'forge-row-facts', text: why })
  const more = card.createEl('details', { cls: 'forge-row-facts' })
  more.createEl('summary', { text: 'Why' })
  more.createDiv({ cls: 'forge-failure-why', text: why })
}
