import { topModal } from './modal.ts'
import { setIcon } from './icons.ts'

/** What the shell's own buttons do. */
export interface ShellActions {
  readonly openPalette: () => void
  readonly openSettings: () => void
  readonly toggleFiles: () => void
  readonly toggleSide: () => void
}

/** The window around the workspace: ribbon or bottom bar, status bar, keys. Gives the element that the workspace fills. */
export function drawShell(phone: boolean, actions: ShellActions): HTMLElement {
  const horizontal = createDiv({ cls: 'horizontal-main-container' })
  const ribbon = createDiv({ cls: 'workspace-ribbon mod-left' })
  iconButton(ribbon, 'panel-left', 'Toggle files', actions.toggleFiles)
  ribbon.createDiv({ cls: 'side-dock-actions' })
  const bottom = ribbon.createDiv({ cls: 'side-dock-settings' })
  iconButton(bottom, 'terminal', 'Open command palette', actions.openPalette)
  iconButton(bottom, 'panel-right', 'Toggle right sidebar', actions.toggleSide)
  iconButton(bottom, 'settings', 'Settings', actions.openSettings)
  const workspace = createDiv({ cls: 'workspace' })
  horizontal.append(ribbon, workspace)
  document.body.append(createDiv({ cls: 'app-container' }, (app) => app.append(horizontal)))
  if (!phone) document.body.createDiv({ cls: 'status-bar' })
  document.addEventListener('keydown', (event) => onKey(event, actions))
  return workspace
}

function iconButton(parent: HTMLElement, icon: string, label: string, act: () => void): void {
  const button = parent.createDiv({ cls: 'side-dock-ribbon-action clickable-icon mod-shell', attr: { 'aria-label': label } })
  setIcon(button, icon)
  button.addEventListener('click', act)
}

function onKey(event: KeyboardEvent, actions: ShellActions): void {
  const mod = event.ctrlKey || event.metaKey
  if (event.key === 'Escape') topModal()?.close()
  else if (mod && event.key === 'p') actions.openPalette()
  else if (mod && event.key === ',') actions.openSettings()
  else return
  event.preventDefault()
}
