import './styles/theme.css'
import './styles/shell.css'
import './styles/controls.css'
import './styles/notes.css'
import './styles/windows.css'
import './styles/phone.css'
import { setup } from 'obsidian-test-mocks/setup'
import { isRecord } from '../wire.ts'
import { PreviewApp } from './app/app.ts'
import { settled } from './app/metadata.ts'
import { obsidianModule } from './app/obsidian-module.ts'
import { Plugin, setCurrentApp } from './app/plugin.ts'
import { Bridge } from './node/bridge.ts'
import { PageBuffer } from './node/buffer.ts'
import { nodeModules, processOf, readBoot, type Boot } from './node/modules.ts'
import { Host } from './host.ts'
import { readWishes, type Wishes } from './wishes.ts'
import { Explorer } from './ui/explorer.ts'
import { drawShell } from './ui/shell.ts'

declare global {
  interface Window {
    /** The plugin's code as the function that Obsidian makes of it; `plugin/main.js` sets it. */
    pluginCode?: (require: (id: string) => unknown, module: { exports: unknown }, exports: unknown) => void
    /** What tests and curious people reach from outside. */
    preview?: Host
  }
}

void begin()

async function begin(): Promise<void> {
  const wishes = readWishes(location.search)
  setup()
  document.body.addClasses([`theme-${wishes.theme}`, ...(wishes.phone ? ['is-mobile', 'is-phone'] : ['is-desktop', 'mod-linux'])])
  const bridge = await Bridge.open()
  const boot = readBoot(await bridge.call('boot', 'boot', []))
  const app = await openApp(bridge, boot, wishes)
  const host = new Host(app, wishes.phone)
  window.preview = host
  if (wishes.plugin) await loadPlugin(bridge, boot, wishes, host)
  app.workspace.becomeReady()
  document.body.addClass('is-ready')
}

async function openApp(bridge: Bridge, boot: Boot, wishes: Wishes): Promise<PreviewApp> {
  let app: PreviewApp | null = null
  const workspaceEl = drawShell(wishes.phone, {
    openPalette: () => window.preview?.openPalette(),
    openSettings: () => window.preview?.openSettings(),
    toggleFiles: () => app?.workspace.leftSplit.toggle(),
    toggleSide: () => app?.workspace.rightSplit.toggle(),
  })
  app = new PreviewApp(bridge, boot.vault, workspaceEl, wishes.phone)
  setCurrentApp(app)
  await app.vault.open(bridge)
  await settled()
  app.workspace.views.set('file-explorer', (leaf) => new Explorer(leaf))
  app.workspace.begin()
  await app.workspace.ensureSideLeaf('file-explorer', 'left', { reveal: false })
  Object.assign(window, { app })
  return app
}

/** Evaluates main.js as Obsidian does and loads the plugin in it. */
async function loadPlugin(bridge: Bridge, boot: Boot, wishes: Wishes, host: Host): Promise<void> {
  await Promise.all([addStyles(), addScript('plugin/main.js')])
  const manifest: unknown = await (await fetch('plugin/manifest.json')).json()
  const module: { exports: unknown } = { exports: {} }
  const obsidian = obsidianModule(wishes.phone)
  const known = nodeModules(bridge, boot)
  if (!wishes.phone) Object.assign(window, { process: processOf(bridge, boot), Buffer: PageBuffer, global: window })
  const require = (id: string): unknown => {
    host.required.push(id)
    return id === 'obsidian' ? obsidian : wishes.phone ? onPhone(id, wishes) : fromNode(id, known)
  }
  host.require = require
  window.pluginCode?.(require, module, module.exports)
  const PluginClass = isRecord(module.exports) ? module.exports['default'] : undefined
  const made: unknown = typeof PluginClass === 'function' ? Reflect.construct(PluginClass, [host.app, manifest]) : null
  if (!(made instanceof Plugin)) throw new Error('main.js exports no plugin.')
  await host.load(made)
}

function fromNode(id: string, known: ReadonlyMap<string, unknown>): unknown {
  const found = known.get(id.replace(/^node:/, ''))
  if (found === undefined) throw new Error(`Cannot find module '${id}'`)
  return found
}

/** A phone has no Node: its `require` throws here, or gives what the address asks for. */
function onPhone(id: string, { require }: Wishes): unknown {
  if (require === 'throws') throw new Error(`Cannot find module '${id}'`)
  return require === 'null' ? null : undefined
}

function addScript(src: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = createEl('script', { attr: { src } })
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', () => reject(new Error(`${src} is not there: build it first.`)))
    document.head.append(script)
  })
}

async function addStyles(): Promise<void> {
  const text = await (await fetch('plugin/styles.css')).text()
  document.head.append(createEl('style', { text }))
}
