import { Plugin, TFile, type Menu } from 'obsidian'
import { systemClock } from './basics/clock.ts'
import { ACTIONS } from './obsidian/actions.ts'
import { BOARD_VIEW, BoardView } from './obsidian/board/board-view.ts'
import { registerCliHandlers } from './obsidian/cli-handlers.ts'
import { DeviceLook } from './obsidian/device-look.ts'
import { FeatureIndex } from './obsidian/feature-index.ts'
import type { Forge } from './obsidian/forge.ts'
import { registerLinks } from './obsidian/links.ts'
import { LiveRuns } from './obsidian/live-runs.ts'
import { endAllNow } from './obsidian/load-desktop.ts'
import { Notices } from './obsidian/notices.ts'
import { ObsidianVault } from './obsidian/obsidian-vault.ts'
import { followIndexing } from './obsidian/own-writes.ts'
import { actionsFor, canPerform, perform } from './obsidian/perform.ts'
import { showQuestionButtons } from './obsidian/questions/inline.ts'
import { watchAnswers } from './obsidian/questions/watch-answers.ts'
import { ForgeSettingTab } from './obsidian/settings/setting-tab.ts'
import { greet } from './obsidian/setup/first-use.ts'
import { showInStatusBar } from './obsidian/status-bar.ts'

/** The Obsidian plugin. Loading it registers and does nothing else; notes are read when the layout is ready, Node is asked for when a command needs it. */
export default class ForgePlugin extends Plugin {
  private readonly forge = makeForge(this)

  override onload(): void {
    const { forge } = this
    this.addRibbonIcon('hammer', 'Open board', () => void forge.perform('board', null))
    this.registerView(BOARD_VIEW, (leaf) => new BoardView(leaf, forge))
    this.addSettingTab(new ForgeSettingTab(forge))
    addCommands(this, forge)
    this.registerEvent(this.app.workspace.on('file-menu', (menu, file) => file instanceof TFile && fillMenu(menu, file, forge)))
    this.registerEvent(this.app.workspace.on('quit', (tasks) => tasks.add(() => leave(forge))))
    // Not `beforeunload`: a window may stay after it.
    this.registerDomEvent(window, 'pagehide', () => void leave(forge))
    followIndexing(this)
    showQuestionButtons(forge)
    registerLinks(forge)
    registerCliHandlers(forge)
    showInStatusBar(forge)
    this.app.workspace.onLayoutReady(() => {
      forge.features.follow(this)
      watchAnswers(forge)
    })
  }

  override onUserEnable(): void {
    greet(this.forge)
  }

  override onunload(): void {
    void this.forge.runs.stopAll()
    this.forge.runs.end()
  }
}

/** Nobody waits for a window that goes away: what must be, is done before the first wait. */
function leave({ runs }: Forge): Promise<void> {
  const stopped = runs.stopAll()
  endAllNow()
  return stopped
}

function makeForge(plugin: Plugin): Forge {
  const { app } = plugin
  const vault = new ObsidianVault(app)
  const forge: Forge = {
    app,
    plugin,
    vault,
    features: new FeatureIndex(app, vault),
    runs: new LiveRuns(systemClock),
    notices: new Notices(app),
    clock: systemClock,
    device: new DeviceLook(app, systemClock),
    perform: (action, feature, begun) => perform(forge, action, feature, begun),
  }
  return forge
}

function addCommands(plugin: Plugin, forge: Forge): void {
  for (const { id, name, icon } of ACTIONS) {
    plugin.addCommand({
      id,
      name,
      icon,
      checkCallback: (checking) => {
        if (!canPerform(forge, id)) return false
        if (!checking) void forge.perform(id, null)
        return true
      },
    })
  }
}

/** The same verbs in the menu of a note that belongs to a feature. */
function fillMenu(menu: Menu, file: TFile, forge: Forge): void {
  const standing = forge.features.ofNote(file.path)
  if (standing === null) return
  const { name } = standing.feature
  for (const action of actionsFor(forge, name)) {
    menu.addItem((item) =>
      item
        .setTitle(action.name)
        .setIcon(action.icon)
        .setSection('forge')
        .onClick(() => void forge.perform(action.id, name)),
    )
  }
}
