import type { Problem } from '../../feature/feature.ts'
import type { Forge } from '../forge.ts'
import { drawLink } from './row.ts'
import { drawHeading } from './shelf.ts'

/** Files that Forge had to leave out, folded below the features; nothing where there are none. */
export class ProblemList {
  private readonly el: HTMLDetailsElement
  private shown = ''

  constructor(
    private readonly forge: Forge,
    into: HTMLElement,
  ) {
    this.el = into.createEl('details', { cls: 'forge-shelf mod-problems' })
    this.el.hide()
  }

  paint(problems: readonly Problem[]): void {
    const text = JSON.stringify(problems)
    if (text === this.shown) return
    this.shown = text
    this.el.empty()
    this.el.toggle(problems.length > 0)
    const heading = drawHeading(this.el, 'Files left out')
    heading.createSpan({ cls: 'forge-shelf-count', text: String(problems.length) })
    this.el.createEl('p', { cls: 'forge-row-facts', text: 'Forge reads nothing from these files and changes nothing in them.' })
    const list = this.el.createDiv({ cls: 'forge-rows' })
    for (const problem of problems) this.draw(list, problem)
  }

  private draw(list: HTMLElement, { path, what }: Problem): void {
    const item = list.createDiv({ cls: 'forge-problem' })
    drawLink(this.forge, item, { label: path, path }, 'forge-row-title')
    item.createDiv({ cls: 'forge-row-facts', text: `${what} ${MERGE}` })
  }
}

const MERGE = 'Open it, take over what you need, then delete it.'
