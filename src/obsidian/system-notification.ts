import { Platform, type App } from 'obsidian'
import { readNotify } from './notify-setting.ts'

/** `ask`: a question waits. `end`: a run is over. */
export type Call = 'ask' | 'end'

/** A notification of the system's. */
export interface SystemCall {
  readonly kind: Call
  /** A newer one about the same takes its place. */
  readonly about: string
  readonly text: string
  /** After the click, once the window has come to the front. */
  open(): void
}

/** Raises it where this device allows it and nobody looks at the window. */
export function notifySystem(app: App, call: SystemCall): void {
  if (!mayNotify(app, call.kind) || activeDocument.hasFocus()) return
  const raised = new Notification('Forge', { body: call.text, tag: `forge-${call.about}` })
  raised.onclick = () => {
    window.focus()
    call.open()
  }
}

/** A phone's web view has no such thing, and says so by throwing. */
function mayNotify(app: App, kind: Call): boolean {
  if (!Platform.isDesktopApp || !('Notification' in window)) return false
  const allowed = readNotify(app)
  return allowed === 'all' || (allowed === 'questions' && kind === 'ask')
}
