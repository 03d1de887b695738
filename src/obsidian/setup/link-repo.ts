import { Modal, Setting, type TextComponent } from 'obsidian'
import type { Failure } from '../../basics/failure.ts'
import type { Result } from '../../basics/result.ts'
import { NEEDS_DESKTOP } from '../actions.ts'
import type { Linked } from '../desktop/setup.ts'
import { inPluginWords } from '../failure-words.ts'
import type { Forge } from '../forge.ts'
import { guarded, oneAtATime } from '../guard.ts'
import { canRun, loadDesktop } from '../load-desktop.ts'
import { agentFacts, agentState } from '../settings/agent-words.ts'
import { readShared, writeShared } from '../settings/shared-policy.ts'
import { droppedPath } from './dropped-path.ts'

/** Asks for the folder of a repo and links it to this vault on this device. `moved`: the linked repo whose folder is somewhere else now. */
export async function linkRepo(forge: Forge, moved: { readonly name: string; readonly path: string } | null = null): Promise<void> {
  if (!canRun(forge.app)) return forge.notices.say('setup', NEEDS_DESKTOP)
  await new Promise<void>((resolve) => new LinkModal(forge, moved, resolve).open())
  await forge.device.look()
}

const SEAT = 'me:value'
const LINKING = { name: 'Linking a repo', about: 'setup' }
const ADDING = { name: 'Adding a juror', about: 'setup' }

class LinkModal extends Modal {
  private path: string
  private name = ''
  private linking: Promise<void> = Promise.resolve()
  private isClosed = false

  constructor(
    private readonly forge: Forge,
    private readonly moved: { readonly name: string; readonly path: string } | null,
    private readonly done: () => void,
  ) {
    super(forge.app)
    this.path = moved?.path ?? ''
    this.setTitle(moved === null ? 'Link a repo' : `Where is ${moved.name} now?`)
    this.modalEl.addClass('forge-link')
  }

  override onOpen(): void {
    const { contentEl } = this
    const link = oneAtATime(() => (this.linking = guarded(this.forge.notices, LINKING, () => this.link(problem))))
    contentEl.createEl('p', {
      text: 'Forge works in worktrees of its own and never touches your working tree. The path is kept on this device only.',
    })
    const drop = contentEl.createDiv({ cls: 'forge-drop' })
    new Setting(drop)
      .setName('Folder of the repo')
      .setDesc('Paste its full path, or drop the folder here.')
      .addText((text) => {
        this.setUpPath(text, drop)
        text.inputEl.addEventListener('keydown', (event) => event.key === 'Enter' && void link())
      })
    const problem = drop.createDiv({ cls: 'forge-problem', attr: { role: 'alert' } })
    if (this.moved === null)
      new Setting(contentEl)
        .setName('Name')
        .setDesc('How notes call it. Empty: the name of its folder.')
        .addText((text) => text.onChange((name) => (this.name = name.trim())))
    new Setting(contentEl).addButton((button) =>
      button
        .setButtonText('Link')
        .setCta()
        .onClick(() => void link()),
    )
  }

  override onClose(): void {
    this.contentEl.empty()
    this.isClosed = true
    // What waits for the window wants to see what came of it.
    void this.linking.then(this.done)
  }

  private setUpPath(text: TextComponent, drop: HTMLElement): void {
    const set = (path: string): void => {
      this.path = path
      text.setValue(path)
    }
    text.setPlaceholder('~/code/shop').onChange((path) => (this.path = path))
    set(this.path)
    drop.addEventListener('dragover', (event) => {
      event.preventDefault()
      drop.addClass('is-over')
    })
    drop.addEventListener('dragleave', () => drop.removeClass('is-over'))
    drop.addEventListener('drop', (event) => {
      event.preventDefault()
      drop.removeClass('is-over')
      const path = event.dataTransfer === null ? null : droppedPath(event.dataTransfer)
      if (path !== null) set(path)
    })
  }

  /** Where it cannot be linked nothing is stored, and the modal says what is wrong. */
  private async link(problem: HTMLElement): Promise<void> {
    problem.setText('')
    const desktop = await loadDesktop(this.forge.app)
    if (desktop === null) return
    const name = this.moved?.name ?? (this.name === '' ? null : this.name)
    const linked = await desktop.linkHere(this.forge.app, { path: this.path, name, hasMoved: this.moved !== null })
    if (this.isClosed) this.tellLate(linked)
    else if (linked.ok) this.tell(linked.value)
    else tellProblem(problem, linked.error)
  }

  private tellLate(linked: Result<Linked>): void {
    if (linked.ok) this.forge.notices.say(LINKING.about, `${linked.value.name} is linked.`)
    else this.forge.notices.fail(LINKING.about, linked.error)
  }

  private tell(linked: Linked): void {
    const { contentEl } = this
    contentEl.empty()
    this.setTitle(`${linked.name} is linked`)
    contentEl.createEl('p', { text: `This vault is now about ${linked.path}.` })
    const working = linked.agents.filter((agent) => agent.kind !== 'person')
    if (working.length > 0) this.tellAgents(linked)
    else this.tellMissing(linked)
    const next = new Setting(contentEl).setName('Next').setDesc('Write down what should be built; then hold court on it.')
    next.addButton((button) => button.setButtonText('Done').onClick(() => this.close()))
    next.addButton((button) =>
      button
        .setButtonText('New spec')
        .setCta()
        .onClick(() => {
          this.close()
          void this.forge.perform('spec', null)
        }),
    )
  }

  private tellAgents({ agents }: Linked): void {
    for (const agent of agents) {
      const row = new Setting(this.contentEl).setName(agent.name).setDesc(`${agentFacts(agent, agent)} · ${agentState(agent, agent)}`)
      row.setErrorMessage(agent.problem)
    }
  }

  /** Without any agent a person can still sit on the court. */
  private tellMissing({ missing }: Linked): void {
    const { contentEl } = this
    contentEl.createEl('p', { text: 'No agent was found on this device. Install one and add it in the settings, or begin without one.' })
    for (const { kind, searched, install } of missing) {
      const details = contentEl.createEl('details')
      details.createEl('summary', { text: `${kind} was not found` })
      details.createEl('p', { text: inPluginWords(install) })
      for (const place of searched) details.createDiv({ cls: 'forge-place', text: place })
    }
    const offer = new Setting(contentEl)
      .setName('Sit on the court yourself')
      .setDesc('You answer in a note. Nothing is called and nothing is paid.')
    const add = oneAtATime(() => guarded(this.forge.notices, ADDING, () => this.addMe(offer)))
    offer.addButton((button) => button.setButtonText('Add me as a juror').onClick(() => void add()))
  }

  private async addMe(offer: Setting): Promise<void> {
    const desktop = await loadDesktop(this.forge.app)
    const added = await desktop?.addPersonHere(this.forge.app)
    if (added === undefined) return
    const { vault } = this.forge
    const hasJurors = (await readShared(vault, [])).keys['jurors'] !== undefined
    const seated = !added.ok || hasJurors ? added : await writeShared(vault, 'jurors', [SEAT], [])
    if (seated.ok) {
      offer.setDesc(hasJurors ? 'You are an agent called me. Name me among the jurors.' : `You have the seat ${SEAT}.`)
      offer.controlEl.empty()
    } else offer.setErrorMessage(`${seated.error.what} ${seated.error.next}`)
  }
}

/** One sentence and the next step; what git said is folded below. */
function tellProblem(problem: HTMLElement, { what, why, next }: Failure): void {
  problem.setText(inPluginWords(`${what} ${next}`))
  if (!/^(?:fatal|error):/m.test(why)) return
  const details = problem.createEl('details')
  details.createEl('summary', { text: 'What Git said' })
  details.createDiv({ text: why })
}
