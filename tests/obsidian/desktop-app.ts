import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import vm from 'node:vm'
import * as yaml from 'yaml'

const MAIN = path.resolve(import.meta.dirname, '../../main.js')

class TFile {
  readonly extension: string
  constructor(readonly path: string) {
    this.extension = path.split('.').at(-1) ?? ''
  }
}

class TFolder {
  constructor(
    readonly path: string,
    readonly children: readonly (TFile | TFolder)[],
  ) {}
}

class FileSystemAdapter {
  constructor(private readonly folder: string) {}
  getBasePath(): string {
    return this.folder
  }
}

type PluginClass = new () => { onload(): void }
type Evaluate = (require: (id: string) => unknown, module: unknown, exports: unknown) => void

interface Command {
  readonly id: string
  readonly name: string
  checkCallback(checking: boolean): boolean
}

/** As much of Obsidian's desktop app as the plugin touches, over a real folder; the plugin itself is the built `main.js`. */
export class DesktopApp {
  readonly commands: Command[] = []
  readonly notices: string[] = []
  readonly required: string[] = []
  active: string | null = null

  constructor(private readonly folder: string) {}

  /** Evaluates `main.js` as Obsidian does and loads the plugin. */
  load(): void {
    const module: { exports: { default?: PluginClass } } = { exports: {} }
    const code = `(function (require, module, exports) {${readFileSync(MAIN, 'utf8')}\n})`
    const evaluate = vm.runInThisContext(code, { filename: 'plugin:forge-pipeline' }) as Evaluate
    evaluate(this.require(), module, module.exports)
    const Plugin = module.exports.default
    if (Plugin === undefined) throw new Error('main.js exports no plugin')
    new Plugin().onload()
  }

  private require(): (id: string) => unknown {
    const node = createRequire(import.meta.url)
    return (id) => {
      this.required.push(id)
      return id === 'obsidian' ? this.module() : (node(id) as unknown)
    }
  }

  private module() {
    const { commands, notices } = this
    const app = this.app()
    class Plugin {
      readonly app = app
      addCommand(command: Command): void {
        commands.push(command)
      }
    }
    class Notice {
      private readonly at: number
      constructor(text: string) {
        this.at = notices.push(text) - 1
      }
      setMessage(text: string): this {
        notices[this.at] = text
        return this
      }
      hide(): void {
        notices[this.at] = ''
      }
    }
    const normalizePath = (name: string): string => name.replace(/\/+/g, '/').replace(/^\/|\/$/g, '')
    return { Plugin, Notice, TFile, TFolder, FileSystemAdapter, normalizePath, Platform: { isDesktop: true, isDesktopApp: true } }
  }

  private app() {
    const at = (name: string): string => path.join(this.folder, name)
    const isFolder = (name: string): boolean => existsSync(at(name)) && statSync(at(name)).isDirectory()
    const isFile = (name: string): boolean => existsSync(at(name)) && statSync(at(name)).isFile()
    const folderOf = (name: string): TFolder => {
      const children = readdirSync(at(name)).map((child) => `${name}/${child}`)
      return new TFolder(
        name,
        children.map((child) => (isFolder(child) ? folderOf(child) : new TFile(child))),
      )
    }
    const file = (name: string): TFile | null => (isFile(name) ? new TFile(name) : null)
    const folder = (name: string): TFolder | null => (isFolder(name) ? folderOf(name) : null)
    return {
      workspace: { getActiveFile: () => (this.active === null ? null : file(this.active)) },
      metadataCache: { getFileCache: (note: TFile) => ({ frontmatter: frontmatterOf(readFileSync(at(note.path), 'utf8')) }) },
      fileManager: { trashFile: (note: TFile) => Promise.resolve(rmSync(at(note.path))) },
      vault: {
        adapter: new FileSystemAdapter(this.folder),
        getName: () => path.basename(this.folder),
        getFileByPath: file,
        getFolderByPath: folder,
        getAbstractFileByPath: (name: string) => file(name) ?? folder(name),
        read: (note: TFile) => Promise.resolve(readFileSync(at(note.path), 'utf8')),
        create: (name: string, text: string) => Promise.resolve(writeFileSync(at(name), text, { flag: 'wx' })),
        createFolder: (name: string) => Promise.resolve(mkdirSync(at(name))),
        rename: (note: TFile, to: string) => Promise.resolve(renameSync(at(note.path), at(to))),
        process: (note: TFile, change: (text: string) => string) => {
          const text = change(readFileSync(at(note.path), 'utf8'))
          writeFileSync(at(note.path), text)
          return Promise.resolve(text)
        },
      },
    }
  }
}

function frontmatterOf(text: string): unknown {
  const [, block] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? []
  return block === undefined ? undefined : yaml.parse(block)
}
