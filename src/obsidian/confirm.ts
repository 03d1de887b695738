import { ConfirmationModal, type App } from 'obsidian'

/** What a person is asked before something goes that they may miss. */
export interface Confirmation {
  readonly title: string
  /** The button that does it. */
  readonly button: string
  /** What will happen and what stays: a text, or what draws more than one. */
  readonly about: string | ((into: HTMLElement) => void)
}

/** True only where the person presses the button; cancelling and closing are a no. */
export function confirm(app: App, { title, button, about }: Confirmation): Promise<boolean> {
  return new Promise((resolve) => {
    let sure = false
    const modal = new ConfirmationModal(app)
    modal.setTitle(title)
    if (typeof about === 'string') modal.setContent(about)
    else about(modal.contentEl)
    modal.addButton((component) =>
      component
        .setButtonText(button)
        .setDestructive()
        .onClick(() => {
          sure = true
        }),
    )
    modal.addCancelButton()
    modal.setCloseCallback(() => resolve(sure))
    modal.open()
  })
}
