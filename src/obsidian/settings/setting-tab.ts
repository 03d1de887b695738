import { PluginSettingTab, type SettingDefinitionItem } from 'obsidian'
import type { Forge } from '../forge.ts'

/** What all devices share is `policy.md`; what this device alone knows is its own config. */
export class ForgeSettingTab extends PluginSettingTab {
  override icon = 'hammer'

  constructor(private readonly forge: Forge) {
    super(forge.app, forge.plugin)
  }

  override getSettingDefinitions(): SettingDefinitionItem[] {
    return this.forge.features.ready ? [] : []
  }
}
