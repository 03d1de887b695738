import { isAbsolute, isInside, relative } from '../node/paths.ts'
import type { Said } from './kind.ts'
import { onOneLine, plainText, shortened } from './lines.ts'
import type { AgentEvent, FileChange, Usage } from './port.ts'

const SHOWN_CHARS = 2_000

/** A change whose call has not come back. */
interface Pending {
  readonly path: string
  readonly what: FileChange
}

/** Makes events for the faces of what one process says. `folders`: the task's folder, under each of its names. */
export function openEvents(folders: readonly string[]): (said: Said, usage: () => Usage) => AgentEvent | null {
  const pending = new Map<string, Pending>()
  return (said, usage) => {
    switch (said.type) {
      case 'text':
      case 'thinking':
        return { type: said.type, text: shown(said.text) }
      case 'tool':
        return { type: 'tool', name: oneLine(said.name), detail: oneLine(fromFolder(said.detail, folders)) }
      case 'change':
        if (said.call === null) return changed(said, folders)
        pending.set(said.call, said)
        return null
      case 'called': {
        const change = pending.get(said.call)
        pending.delete(said.call)
        return said.ok && change !== undefined ? changed({ path: change.path, what: said.what ?? change.what }, folders) : null
      }
      case 'waiting':
        return { type: 'waiting', on: oneLine(said.on), forS: said.forS }
      case 'retry':
        return { type: 'retry', reason: shown(said.reason) }
      case 'spent':
      case 'spent-in-all':
      case 'spent-since-start':
        return { type: 'usage', usage: usage() }
      case 'conversation':
      case 'model':
      case 'draft':
      case 'draft-piece':
      case 'offer':
      case 'done':
      case 'error':
      case 'loose':
        return null
    }
  }
}

function changed({ path, what }: Pending, folders: readonly string[]): AgentEvent {
  return { type: 'change', path: oneLine(fromFolder(path, folders)), what }
}

/** A path of the folder as it is called inside; anything else as it stands. */
function fromFolder(text: string, folders: readonly string[]): string {
  const folder = isAbsolute(text) ? folders.find((one) => isInside(one, text)) : undefined
  return folder === undefined ? text : relative(folder, text) || '.'
}

function oneLine(text: string): string {
  return onOneLine(shown(text))
}

function shown(text: string): string {
  return shortened(plainText(text.slice(0, SHOWN_CHARS * 2)), SHOWN_CHARS)
}
