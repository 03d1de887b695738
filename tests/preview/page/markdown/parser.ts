import MarkdownIt, { type StateCore, type Token } from 'markdown-it'

/** Obsidian's Markdown as far as notes use it: tables, tasks, callouts as quotes, wikilinks, highlights, block ids that do not show. */
export const parser = new MarkdownIt({ html: false, linkify: true, breaks: true })

parser.core.ruler.push('tasks', markTasks)
parser.core.ruler.push('block-ids', hideBlockIds)
parser.inline.ruler.before('link', 'wikilink', (state, silent) => {
  const found = /^!?\[\[([^\]|#]*)(#[^\]|]*)?(?:\|([^\]]+))?\]\]/.exec(state.src.slice(state.pos))
  if (found === null) return false
  const [whole, name = '', part = '', alias] = found
  if (!silent) {
    const open = state.push('link_open', 'a', 1)
    open.attrs = [
      ['class', 'internal-link'],
      ['data-href', name + part],
      ['href', name + part],
    ]
    state.push('text', '', 0).content = alias ?? (part === '' ? name : `${name} > ${part.slice(1)}`)
    state.push('link_close', 'a', -1)
  }
  state.pos += whole.length
  return true
})
parser.inline.ruler.before('emphasis', 'highlight', (state, silent) => {
  const found = /^==([^=]+)==/.exec(state.src.slice(state.pos))
  if (found === null) return false
  if (!silent) {
    state.push('mark_open', 'mark', 1)
    state.push('text', '', 0).content = found[1] ?? ''
    state.push('mark_close', 'mark', -1)
  }
  state.pos += found[0].length
  return true
})

/** A list item that begins with a box becomes a task that knows its line. */
function markTasks(state: StateCore): void {
  state.tokens.forEach((token, at) => {
    const item = state.tokens[at - 2]
    if (token.type !== 'inline' || item?.type !== 'list_item_open') return
    const mark = /^\[(.)\]\s/.exec(token.content)?.[1]
    const [first] = token.children ?? []
    if (mark === undefined || first === undefined) return
    first.content = first.content.slice(4)
    item.attrJoin('class', mark === ' ' ? 'task-list-item' : 'task-list-item is-checked')
    item.attrSet('data-task', mark === ' ' ? '' : mark)
    item.attrSet('data-line', String(item.map?.[0] ?? 0))
  })
}

function hideBlockIds(state: StateCore): void {
  for (const token of state.tokens) {
    const texts = (token.children ?? []).filter((child) => child.type === 'text')
    const last = texts.at(-1)
    if (last !== undefined && last === lastOf(token)) last.content = last.content.replace(/(^|\s)\^[A-Za-z0-9-]+$/, '')
  }
}

function lastOf(token: Token): Token | undefined {
  return token.children?.at(-1)
}
