import type { PreviewApp } from '../app/app.ts'
import { callouts } from './callouts.ts'
import { drawDiagrams } from './diagrams.ts'

/** Puts rendered HTML into an element and gives it what Obsidian's has: callouts, boxes, links that open, diagrams. */
export async function dress(el: HTMLElement, html: string, app: PreviewApp, sourcePath: string): Promise<void> {
  el.replaceChildren(...new DOMParser().parseFromString(html, 'text/html').body.childNodes)
  callouts(el)
  boxes(el)
  links(el, app, sourcePath)
  for (const heading of el.querySelectorAll('h1, h2, h3, h4, h5, h6')) heading.setAttribute('data-heading', heading.textContent)
  await drawDiagrams(el)
}

function boxes(el: HTMLElement): void {
  for (const item of el.querySelectorAll<HTMLElement>('li.task-list-item')) {
    const line = item.getAttribute('data-line') ?? '0'
    const box = createEl('input', { type: 'checkbox', cls: 'task-list-item-checkbox', attr: { 'data-line': line } })
    box.checked = item.hasClass('is-checked')
    const holder = item.querySelector(':scope > p') ?? item
    holder.prepend(box)
    item.parentElement?.addClass('contains-task-list')
  }
}

function links(el: HTMLElement, app: PreviewApp, sourcePath: string): void {
  for (const link of el.querySelectorAll<HTMLAnchorElement>('a')) {
    if (!link.hasClass('internal-link')) {
      link.addClass('external-link')
      link.target = '_blank'
      continue
    }
    const target = link.dataset['href'] ?? ''
    link.toggleClass('is-unresolved', app.metadataCache.getFirstLinkpathDest(target, sourcePath) === null)
    link.addEventListener('click', (event) => {
      event.preventDefault()
      void app.workspace.openLinkText(target, sourcePath)
    })
  }
}

/** Markdown drawn into an element of a plugin's own, as `MarkdownRenderer.render` does. */
export async function renderInto(app: PreviewApp, html: string, el: HTMLElement, sourcePath: string): Promise<void> {
  const made = createDiv()
  await dress(made, html, app, sourcePath)
  el.append(...made.childNodes)
  el.addClass('markdown-rendered')
}
