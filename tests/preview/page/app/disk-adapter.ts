import type { DataAdapter, DataWriteOptions, ListedFiles, Stat } from 'obsidian'
import { isRecord } from '../../wire.ts'
import type { Bridge } from '../node/bridge.ts'

/** The vault's folder on disk, behind Obsidian's adapter. The page exports it as `FileSystemAdapter` on a desktop and as `CapacitorAdapter` on a phone. */
export class DiskAdapter implements DataAdapter {
  constructor(
    private readonly bridge: Bridge,
    private readonly folder: string,
  ) {}

  getName(): string {
    return this.folder.split('/').at(-1) ?? ''
  }

  getBasePath(): string {
    return this.folder
  }

  getFullPath(path: string): string {
    return `${this.folder}/${path}`
  }

  getFilePath(path: string): string {
    return `file://${this.getFullPath(path)}`
  }

  getResourcePath(path: string): string {
    return `app://local/${this.getFullPath(path)}`
  }

  async exists(path: string): Promise<boolean> {
    return (await this.stat(path)) !== null
  }

  async stat(path: string): Promise<Stat | null> {
    const found = await this.call('stat', path).catch(() => null)
    if (!isRecord(found)) return null
    const folder = typeof found['isDirectory'] === 'function' && Reflect.apply(found['isDirectory'], found, []) === true
    return {
      type: folder ? 'folder' : 'file',
      ctime: Number(found['ctimeMs']),
      mtime: Number(found['mtimeMs']),
      size: Number(found['size']),
    }
  }

  async list(path: string): Promise<ListedFiles> {
    const names = await this.call('readdir', path)
    const listed: ListedFiles = { files: [], folders: [] }
    for (const name of Array.isArray(names) ? names.map(String) : []) {
      const child = path === '' || path === '/' ? name : `${path}/${name}`
      const stat = await this.stat(child)
      if (stat !== null) listed[stat.type === 'folder' ? 'folders' : 'files'].push(child)
    }
    return listed
  }

  async read(path: string): Promise<string> {
    return String(await this.call('readFile', path, 'utf8'))
  }

  async readBinary(path: string): Promise<ArrayBuffer> {
    const bytes = await this.call('readFile', path)
    return bytes instanceof Uint8Array ? new Uint8Array(bytes).buffer : new ArrayBuffer(0)
  }

  async write(path: string, data: string, _options?: DataWriteOptions): Promise<void> {
    await this.call('writeFile', path, data, 'utf8')
  }

  async writeBinary(path: string, data: ArrayBuffer): Promise<void> {
    await this.call('writeFile', path, new Uint8Array(data))
  }

  async append(path: string, data: string): Promise<void> {
    await this.call('appendFile', path, data)
  }

  async appendBinary(path: string, data: ArrayBuffer): Promise<void> {
    await this.call('appendFile', path, new Uint8Array(data))
  }

  async process(path: string, change: (data: string) => string): Promise<string> {
    const before = await this.read(path)
    const after = change(before)
    if (after !== before) await this.write(path, after)
    return after
  }

  async mkdir(path: string): Promise<void> {
    await this.call('mkdir', path, { recursive: true })
  }

  async remove(path: string): Promise<void> {
    await this.call('rm', path)
  }

  async rmdir(path: string, recursive: boolean): Promise<void> {
    await this.call('rm', path, { recursive, force: false })
  }

  async trashSystem(path: string): Promise<boolean> {
    await this.trashLocal(path)
    return true
  }

  /** The trash of the vault itself, for a system's trash is not this page's to fill. */
  async trashLocal(path: string): Promise<void> {
    await this.mkdir('.trash')
    const name = path.split('/').at(-1) ?? ''
    let to = `.trash/${name}`
    for (let n = 2; await this.exists(to); n += 1) to = `.trash/${name} ${String(n)}`
    await this.rename(path, to)
  }

  async rename(path: string, to: string): Promise<void> {
    await this.call('rename', path, this.getFullPath(to))
  }

  async copy(path: string, to: string): Promise<void> {
    await this.call('copyFile', path, this.getFullPath(to))
  }

  private call(name: string, path: string, ...rest: readonly unknown[]): Promise<unknown> {
    return this.bridge.call('fs/promises', name, [this.getFullPath(path), ...rest])
  }
}
