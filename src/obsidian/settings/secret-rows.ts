import type { Setting, SettingDefinition } from 'obsidian'
import { keychainOf, secretId, storeSecret } from '../keychain.ts'
import type { AgentView, SecretView } from '../desktop/settings.ts'
import type { TabHost } from './tab-state.ts'

const STORING = { name: 'Storing a secret', about: 'settings' }
const HERE = 'It stays on this device, with this vault, and in no note.'

/** A row for each `${NAME}` of an agent's `env`: whether it is set, and a field that stores it in Obsidian. What is stored is never shown. */
export function secretRows(host: TabHost, { secrets }: AgentView): SettingDefinition[] {
  return secrets.map((secret) => ({
    name: secret.variable,
    desc: stateOf(secret, isStored(host, secret)),
    aliases: ['secret', 'key', 'token'],
    render: (setting: Setting) => secretRow(host, secret, setting),
  }))
}

function secretRow(host: TabHost, secret: SecretView, setting: Setting): () => void {
  setting.setName(secret.variable)
  paint(host, secret, setting)
  return () => undefined
}

function paint(host: TabHost, secret: SecretView, setting: Setting): void {
  const stored = isStored(host, secret)
  setting.clear().setDesc(stateOf(secret, stored))
  setting.setErrorMessage(stored || secret.elsewhere !== null ? null : 'Not set: the agent cannot work without it.')
  if (keychainOf(host.forge.app) !== null) addField(host, secret, setting, stored)
}

function addField(host: TabHost, secret: SecretView, setting: Setting, stored: boolean): void {
  let typed = ''
  const keep = (value: string): void =>
    void host.guarded(STORING, async () => {
      storeSecret(host.forge.app, secret.variable, value)
      paint(host, secret, setting)
      await host.lookUp()
    })
  setting.addText((text) => {
    text.setPlaceholder(stored ? 'Stored' : 'Paste it here').onChange((value) => (typed = value.trim()))
    Object.assign(text.inputEl, { type: 'password', autocomplete: 'off', ariaLabel: `Secret ${secret.variable}` })
  })
  setting.addButton((button) => button.setButtonText('Store').onClick(() => (typed === '' ? undefined : keep(typed))))
  if (stored) setting.addButton((button) => button.setButtonText('Forget').onClick(() => keep('')))
}

function isStored({ forge }: TabHost, { variable }: SecretView): boolean {
  return (keychainOf(forge.app)?.read(variable) ?? null) !== null
}

/** The first place that has it counts. */
function stateOf({ variable, elsewhere }: SecretView, stored: boolean): string {
  const place = `Obsidian's secret storage as ${secretId(variable)}`
  if (elsewhere === null) return stored ? `Set in ${place}. ${HERE}` : `Stored here, it is kept in ${place}. ${HERE}`
  const set = `Set in ${elsewhere === 'environment' ? "this device's environment" : 'the env file'}, which comes first.`
  return stored ? `${set} What is in ${place} is not used.` : set
}
