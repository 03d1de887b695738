import type { AgentEvent } from '../agents/port.ts'

/** What an agent does, in a few words; null for what is no doing, or says nothing. */
export function doingWords(event: AgentEvent): string | null {
  switch (event.type) {
    case 'text':
      return event.text.trim() === '' ? null : event.text
    case 'thinking':
      return event.text.trim() === '' ? 'thinks' : `thinks: ${event.text}`
    case 'tool':
      return event.detail === '' ? event.name : `${event.name} ${event.detail}`
    case 'change':
      return `${event.what} ${event.path}`
    case 'waiting':
      return event.forS === null ? `waits for ${event.on}` : `waits for ${event.on}, ${shortTime(event.forS)}`
    case 'start':
    case 'retry':
    case 'usage':
    case 'end':
      return null
  }
}

/** A length of time in one figure: `40 s`, `3 min`. */
export function shortTime(seconds: number): string {
  return seconds < 100 ? `${String(Math.ceil(seconds))} s` : `${String(Math.round(seconds / 60))} min`
}
