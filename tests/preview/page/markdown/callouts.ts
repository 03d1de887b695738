import { setIcon } from '../ui/icons.ts'

/** Obsidian's icons by callout type; the names of one group share one. */
const ICONS: readonly (readonly [string, string])[] = [
  ['note', 'pencil'],
  ['abstract summary tldr', 'clipboard-list'],
  ['info', 'info'],
  ['todo', 'circle-check'],
  ['tip hint important', 'flame'],
  ['success check done', 'check'],
  ['question help faq', 'circle-help'],
  ['warning caution attention', 'triangle-alert'],
  ['failure fail missing', 'x'],
  ['danger error', 'zap'],
  ['bug', 'bug'],
  ['example', 'list'],
  ['quote cite', 'quote'],
]
const HEAD = /^\[!([^\]|]+)(?:\|([^\]]*))?\]([+-]?)[ \t]*/

/** Makes callouts of the quotes that begin as one, the inner ones first. */
export function callouts(el: HTMLElement): void {
  for (const quote of [...el.querySelectorAll('blockquote')].reverse()) makeCallout(quote)
}

function makeCallout(quote: Element): void {
  const first = quote.querySelector(':scope > p')
  const found = HEAD.exec(first?.textContent ?? '')
  if (first === null || found === null) return
  const [head, type = 'note', metadata = '', fold = ''] = found
  const box = createDiv({
    cls: 'callout',
    attr: { 'data-callout': type.toLowerCase(), 'data-callout-fold': fold, 'data-callout-metadata': metadata },
  })
  const title = box.createDiv({ cls: 'callout-title' })
  setIcon(title.createDiv({ cls: 'callout-icon' }), iconOf(type.toLowerCase()))
  const inner = title.createDiv({ cls: 'callout-title-inner' })
  takeTitle(first, head.length, inner)
  if (inner.textContent.trim() === '') inner.textContent = type.slice(0, 1).toUpperCase() + type.slice(1).toLowerCase()
  if (first.textContent.trim() === '') first.remove()
  if (quote.childElementCount > 0) box.createDiv({ cls: 'callout-content' }).append(...quote.childNodes)
  if (fold !== '') foldable(box, title, fold === '-')
  quote.replaceWith(box)
}

/** Moves the first line of a paragraph, but for its first characters, into the title. */
function takeTitle(paragraph: Element, skip: number, title: HTMLElement): void {
  const nodes = [...paragraph.childNodes]
  const end = nodes.findIndex((node) => node instanceof HTMLBRElement)
  const line = end === -1 ? nodes : nodes.slice(0, end)
  title.append(...line)
  nodes[end]?.remove()
  const [text] = title.childNodes
  if (text instanceof Text) text.data = text.data.slice(skip)
}

function foldable(box: HTMLElement, title: HTMLElement, folded: boolean): void {
  box.addClass('is-collapsible')
  setIcon(title.createDiv({ cls: 'callout-fold' }), 'chevron-down')
  const set = (now: boolean): void => {
    box.toggleClass('is-collapsed', now)
    title.toggleClass('is-collapsed', now)
  }
  set(folded)
  title.addEventListener('click', () => set(!box.hasClass('is-collapsed')))
}

function iconOf(type: string): string {
  return ICONS.find(([names]) => names.split(' ').includes(type))?.[1] ?? 'pencil'
}
