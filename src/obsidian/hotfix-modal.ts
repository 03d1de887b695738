import { Modal, Setting } from 'obsidian'
import { latest } from '../feature/latest.ts'
import { isFeature } from '../notes/names.ts'
import type { RunWish } from './desktop/desktop.ts'
import type { Forge } from './forge.ts'

/** Asks for the feature and the reason of a hotfix, which skips spec and court; null where the person turned away. */
export function askHotfix(forge: Forge, feature: string | null): Promise<RunWish | null> {
  return new Promise((resolve) => {
    new HotfixModal(forge, feature ?? '', resolve).open()
  })
}

/** What was written last, for as long as the app is open: a window is closed by one key, and a run may not begin. */
let draft = { feature: '', reason: '' }

class HotfixModal extends Modal {
  private reason = ''
  private wish: RunWish | null = null

  constructor(
    forge: Forge,
    private feature: string,
    private readonly done: (wish: RunWish | null) => void,
  ) {
    super(forge.app)
    const known = forge.features.of(draft.feature)
    // Once there is a note of the work, the reason stands in it.
    const isKept = (known === null || latest(known.feature, 'implement') === null) && ['', draft.feature].includes(feature)
    if (isKept) Object.assign(this, draft)
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
      .addTextArea((area) => area.setValue(this.reason).onChange((value) => (this.reason = value.trim())))
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
    if (this.reason !== '') draft = { feature: this.feature, reason: this.reason }
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
