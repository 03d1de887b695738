import { PluginSettingTab, type Setting, type SettingDefinition, type SettingDefinitionItem } from 'obsidian'
import type { ConfigChange } from '../../device/edit-config.ts'
import { faultOf, textOfValue, valueOfText } from '../../policy/policy-text.ts'
import type { Forge } from '../forge.ts'
import { guarded, type Begun } from '../guard.ts'
import { canRun, loadDesktop } from '../load-desktop.ts'
import { NOTIFY, readNotify, writeNotify } from '../notify-setting.ts'
import { agentField, agentKeyOf, agentValue } from './agent-fields.ts'
import { deviceItems, deviceKeyOf, NOTIFY_CONTROL } from './device-rows.ts'
import { Entered } from './entered.ts'
import { readOverrides } from './overrides.ts'
import { policyItems, policyKeyOf } from './policy-rows.ts'
import { indexedShared, readShared, writeShared, type SharedPolicy } from './shared-policy.ts'
import { NOTHING_READ, type TabHost, type TabState } from './tab-state.ts'

/** While a person types nothing is drawn anew under their hands. */
const DRAW_AGAIN_MS = 500
const SUBJECT = 'settings'
const SAVING = { name: 'Saving the settings', about: SUBJECT }
const READING = { name: 'Reading the settings', about: SUBJECT }

/** What all devices share is `policy.md`; what this device alone knows is its own config. Neither is kept twice: every value is read from there. */
export class ForgeSettingTab extends PluginSettingTab implements TabHost {
  override icon = 'hammer'
  state: TabState = NOTHING_READ
  private readonly listeners = new Set<() => void>()
  private readonly entered = new Entered(() => void this.write())
  private writing: Promise<void> = Promise.resolve()
  /** What was begun last: what comes late of an older one is not shown. */
  private refreshes = 0
  private lookUps = 0
  private drawTimer: number | null = null
  /** On the first page; null before that was drawn. */
  private firstRow: HTMLElement | null = null

  constructor(readonly forge: Forge) {
    super(forge.app, forge.plugin)
    forge.plugin.register(() => void this.rest())
    forge.plugin.registerEvent(forge.app.workspace.on('quit', (tasks) => tasks.add(() => this.save(this.entered.settled()))))
  }

  get isDesktop(): boolean {
    return canRun(this.forge.app)
  }

  get shared(): SharedPolicy {
    return this.state.shared ?? indexedShared(this.app)
  }

  override getSettingDefinitions(): SettingDefinitionItem[] {
    return [this.introRow(), ...deviceItems(this), ...policyItems(this)]
  }

  override getControlValue(key: string): unknown {
    if (this.entered.has(key)) return this.entered.get(key)
    if (key === NOTIFY_CONTROL) return readNotify(this.forge.app)
    const policyKey = policyKeyOf(key)
    if (policyKey !== null) return textOfValue(this.shared.keys[policyKey]) || undefined
    const { device } = this.state
    const agentKey = agentKeyOf(key)
    const agent = device?.agents.find(({ name }) => name === agentKey?.name)
    if (agentKey !== null) return agent === undefined ? undefined : agentField(agent, agentKey.key)
    switch (deviceKeyOf(key)) {
      case 'go_on':
        return device?.goOn
      case 'agents_may_answer':
        return device?.agentsMayAnswer
      case 'worktrees_at':
        return device?.worktreesAt
      case 'env_file':
        return device?.envFile
      case null:
        return undefined
    }
  }

  override setControlValue(key: string, value: unknown): void {
    this.entered.put(key, value)
  }

  override hide(): void {
    void this.rest()
    super.hide()
  }

  guarded(begun: Begun, act: () => Promise<void>): Promise<void> {
    return guarded(this.forge.notices, begun, act)
  }

  /** `shown`: is called once what was read is shown, or will be by what was begun since. */
  async refresh(shown: () => void = () => undefined): Promise<void> {
    this.refreshes += 1
    const turn = this.refreshes
    void this.forge.device.look()
    const isNew = await this.read(turn).finally(shown)
    // Both ask the terminal for its PATH, which may take seconds.
    await Promise.all([this.readWaiting(turn), isNew ? this.lookUp() : null])
  }

  /** True where there are agents, and others than before. */
  private async read(turn: number): Promise<boolean> {
    const desktop = await loadDesktop(this.forge.app)
    const device = desktop === null ? null : await desktop.readDeviceHere(this.forge.app)
    const view = device?.ok === true ? device.value : null
    const shared = await readShared(this.forge.vault, view?.working ?? [])
    const overrides = await readOverrides(this.forge.vault, view?.repos.map(({ name }) => name) ?? [], view?.working ?? [])
    const deviceProblem = device?.ok === false ? `${device.error.what} ${device.error.why}` : null
    if (turn !== this.refreshes) return false
    const isNew = JSON.stringify(view?.agents) !== JSON.stringify(this.state.device?.agents)
    this.show({ ...this.state, shared, overrides, device: view, deviceProblem })
    return isNew && view !== null && view.agents.length > 0
  }

  async lookUp(): Promise<void> {
    this.lookUps += 1
    const turn = this.lookUps
    const desktop = await loadDesktop(this.forge.app)
    const reports = desktop === null ? null : await desktop.lookUpAgents(this.forge.app)
    if (turn !== this.lookUps) return
    if (reports?.ok === true) this.show({ ...this.state, reports: reports.value })
    else if (reports !== null) this.forge.notices.fail(SUBJECT, reports.error)
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  async changeDevice(change: ConfigChange): Promise<void> {
    await this.writeDevice(change)
    await this.refresh()
  }

  private async writeDevice(change: ConfigChange): Promise<void> {
    const desktop = await loadDesktop(this.forge.app)
    const changed = await desktop?.changeDevice(this.forge.app, change)
    if (changed?.ok === false) this.forge.notices.fail(SUBJECT, changed.error)
  }

  async faultOfDevice(change: ConfigChange): Promise<string | null> {
    const desktop = await loadDesktop(this.forge.app)
    const checked = await desktop?.checkDevice(this.forge.app, change)
    return checked?.ok === false ? checked.error.why : null
  }

  /** Writes what was entered and shows it as it reads then. A mistake in Forge is told, and ends no later write; nor does one wait for what is shown. */
  async write(): Promise<void> {
    const entered = this.entered.settled()
    await this.save(entered)
    if (entered.length > 0) await this.guarded(READING, () => this.refresh(() => this.entered.forget(entered)))
  }

  private save(entered: ReturnType<Entered['settled']>): Promise<void> {
    this.writing = this.writing.then(() => this.guarded(SAVING, () => this.writeAll(entered)))
    return this.writing
  }

  private async writeAll(entered: ReturnType<Entered['settled']>): Promise<void> {
    for (const [key, value] of entered) await this.writeOne(key, value)
  }

  private async writeOne(key: string, value: unknown): Promise<void> {
    const text = textOfValue(value)
    const policyKey = policyKeyOf(key)
    const agentKey = agentKeyOf(key)
    const deviceKey = deviceKeyOf(key)
    if (key === NOTIFY_CONTROL) writeNotify(this.forge.app, NOTIFY.find((one) => one === text) ?? 'all')
    else if (policyKey !== null) await this.writePolicy(policyKey, text)
    else if (agentKey !== null) await this.writeDevice({ what: 'agent', ...agentKey, value: agentValue(agentKey.key, value) })
    else if (deviceKey !== null)
      await this.writeDevice({ what: 'device', key: deviceKey, value: typeof value === 'boolean' ? value || null : text.trim() || null })
  }

  private async writePolicy(key: Parameters<typeof faultOf>[0], text: string): Promise<void> {
    const value = valueOfText(key, text)
    if (value !== undefined && faultOf(key, value) !== null) return
    const written = await writeShared(this.forge.vault, key, value, this.state.device?.working ?? [])
    if (!written.ok) this.forge.notices.fail(SUBJECT, written.error)
  }

  /** The repos whose commands this device has still to approve; a repo that cannot be opened is told by Check setup. */
  private async readWaiting(turn: number): Promise<void> {
    const desktop = await loadDesktop(this.forge.app)
    const repos = this.state.device?.repos ?? []
    const requests = await Promise.all(repos.map(async ({ name }) => desktop?.trustRequestHere(this.forge.app, name)))
    const waiting = requests.flatMap((request) => (request?.ok === true && request.value.commands.length > 0 ? [request.value.repo] : []))
    if (turn === this.refreshes) this.show({ ...this.state, waiting })
  }

  /** Being drawn is what tells that the tab was opened: nothing is read before. */
  private introRow(): SettingDefinition {
    const name = 'Forge'
    const desc = this.summary()
    const render = (setting: Setting): (() => void) => {
      const isFirst = this.firstRow === null
      this.firstRow = setting.settingEl
      setting.setName(name).setDesc(desc)
      setting.addButton((button) => button.setButtonText('Open board').onClick(() => void this.forge.perform('board', null)))
      if (this.isDesktop)
        setting.addButton((button) => button.setButtonText('Check setup').onClick(() => void this.forge.perform('setup', null)))
      if (isFirst) void this.guarded(READING, () => this.wake())
      return () => undefined
    }
    return { name, desc, aliases: ['setup', 'doctor'], render }
  }

  private async wake(): Promise<void> {
    // The index knows more by now than what was read when the tab was open before.
    this.state = { ...this.state, shared: null }
    const known = this.state.reports
    await this.refresh()
    // What was found when the tab was open before may have been installed or removed since.
    if (this.isDesktop && this.state.reports === known) await this.lookUp()
  }

  private summary(): string {
    if (!this.isDesktop) return 'Reading and answering work here; runs need the desktop app.'
    const { device, reports } = this.state
    if (device === null) return this.state.deviceProblem ?? 'Looking at this device…'
    const [repo, ...more] = device.repos
    if (repo === undefined) return 'No repo is linked to this vault yet.'
    const able = reports.filter((report) => report.problem === null).length
    const count = able === reports.length ? String(able) : `${String(able)} of ${String(reports.length)}`
    const agents = reports.length === 0 ? '' : ` ${count} agent${reports.length === 1 ? '' : 's'} ready.`
    return `Linked to ${[repo, ...more].map(({ name }) => name).join(', ')}.${agents}`
  }

  private show(next: TabState): void {
    const isSame = JSON.stringify(next) === JSON.stringify(this.state)
    this.state = next
    if (isSame) return
    for (const listener of this.listeners) listener()
    this.draw()
  }

  /** Draws the first page anew; what a person types in, or another page that is open, is left alone until later. */
  private draw(): void {
    if (this.drawTimer !== null) window.clearTimeout(this.drawTimer)
    this.drawTimer = null
    if (this.firstRow === null) return
    if (this.firstRow.isShown() && !this.isTyping()) return this.update()
    if (this.containerEl.isConnected) this.drawTimer = window.setTimeout(() => this.draw(), DRAW_AGAIN_MS)
  }

  private isTyping(): boolean {
    const { activeElement } = activeDocument
    return activeElement !== null && this.containerEl.contains(activeElement) && activeElement.matches('input, textarea')
  }

  /** Ends what waits; the next time the tab is opened everything is read anew. */
  private async rest(): Promise<void> {
    if (this.drawTimer !== null) window.clearTimeout(this.drawTimer)
    this.drawTimer = null
    this.firstRow = null
    this.listeners.clear()
    await this.write()
  }
}
