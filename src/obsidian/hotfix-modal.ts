import { Modal, Setting } from 'obsidian'
import { isFeature } from '../notes/names.ts'
import type { RunWish } from './desktop/desktop.ts'
import type { Forge } from './forge.ts'

/** Asks for the feature and the reason of a hotfix, which skips spec and court; null where the person turned away. */
export function askHotfix(forge: Forge, feature: string | null): Promise<RunWish | null> {
  return new Promise((resolve) => {
    new HotfixModal(forge, feature ?? '', resolve).open()
  })
}

class HotfixModal extends Modal {
  private reason = ''
  private wish: RunWish | null = null

  constructor(
    forge: Forge,
    private feature: string,
    private readonly done: (wish: RunWish | null) => void,
  ) {
    super(forge.app)
    this.setTitle('Implement as a hotfix')
  }

  override onOpen(): void {
    const { contentEl } = this
    contentEl.createEl('p', {
      text: 'No spec and no court: the plan, the gates and the review still apply, and the retro asks whether it was right.',
    })
    new Setting(contentEl)
      .setName('Feature')
      .setDesc('Lower-case letters, digits and hyphens.')
      .addText((text) => text.setValue(this.feature).onChange((value) => (this.feature = value.trim())))
    new Setting(contentEl)
      .setName('Reason')
      .setDesc('What is broken, and what should be true afterwards. The planner works from it.')
      .addTextArea((area) => area.onChange((value) => (this.reason = value.trim())))
    const problem = contentEl.createEl('p', { cls: 'forge-problem' })
    new Setting(contentEl).addButton((button) =>
      button
        .setButtonText('Plan the fix')
        .setCta()
        .onClick(() => this.finish(problem)),
    )
  }

  override onClose(): void {
    this.contentEl.empty()
    this.done(this.wish)
  }

  private finish(problem: HTMLElement): void {
    if (!isFeature(this.feature)) problem.setText('Give the feature a name of lower-case letters, digits and hyphens.')
    else if (this.reason === '') problem.setText('A hotfix needs a reason.')
    else {
      this.wish = { feature: this.feature, hotfix: this.reason }
      this.close()
    }
  }
}
