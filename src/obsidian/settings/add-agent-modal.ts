import { Modal, Setting } from 'obsidian'
import { oneAtATime } from '../guard.ts'
import { loadDesktop } from '../load-desktop.ts'
import type { TabHost } from './tab-state.ts'

const ADDING = { name: 'Adding an agent', about: 'settings' }

/** Asks for an agent's name and kind and adds it to this device; true where it was added. */
export function addAgent(host: TabHost): Promise<boolean> {
  return new Promise((resolve) => new AddAgentModal(host, resolve).open())
}

class AddAgentModal extends Modal {
  private kind: string
  private name = ''
  private command = ''
  private added = false
  private adding: Promise<void> = Promise.resolve()
  private isClosed = false

  constructor(
    private readonly host: TabHost,
    private readonly done: (added: boolean) => void,
  ) {
    super(host.forge.app)
    this.kind = host.state.device?.kinds[0] ?? 'command'
    this.setTitle('Add an agent')
  }

  override onOpen(): void {
    const { contentEl } = this
    const kinds = this.host.state.device?.kinds ?? []
    new Setting(contentEl)
      .setName('Kind')
      .setDesc('A command line tool, a command of your own, or a person.')
      .addDropdown((list) => {
        for (const kind of kinds) list.addOption(kind, kind)
        list.setValue(this.kind).onChange((kind) => {
          this.kind = kind
          command.settingEl.toggle(kind === 'command')
        })
      })
    const command = new Setting(contentEl)
      .setName('Program and arguments')
      .setDesc('One a line; the first is the program.')
      .addTextArea((area) => area.onChange((text) => (this.command = text)))
    command.settingEl.toggle(this.kind === 'command')
    const name = new Setting(contentEl)
      .setName('Name')
      .setDesc('How notes and the policy call it. Empty: its kind.')
      .addText((text) => text.onChange((value) => (this.name = value.trim())))
    const add = oneAtATime(() => (this.adding = this.host.guarded(ADDING, () => this.finish(name))))
    new Setting(contentEl).addButton((button) =>
      button
        .setButtonText('Add agent')
        .setCta()
        .onClick(() => void add()),
    )
  }

  override onClose(): void {
    this.contentEl.empty()
    this.isClosed = true
    // One that is being added still counts.
    void this.adding.then(() => this.done(this.added))
  }

  private async finish(row: Setting): Promise<void> {
    const desktop = await loadDesktop(this.app)
    if (desktop === null) return
    const argv = this.kind === 'command' ? this.command.split(/\r?\n/).filter((line) => line.trim() !== '') : []
    const name = this.name === '' ? this.kind : this.name
    const added = await desktop.addAgentHere(this.app, name, this.kind, argv)
    if (!added.ok) return this.tell(row, added.error.why)
    if (!added.value) return this.tell(row, `There is an agent called ${name} already. Choose another name.`)
    this.added = true
    this.close()
  }

  private tell(row: Setting, problem: string): void {
    if (this.isClosed) this.host.forge.notices.say(ADDING.about, problem)
    else row.setErrorMessage(problem)
  }
}
