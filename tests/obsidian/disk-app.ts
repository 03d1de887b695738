import { access, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Stat } from 'obsidian'
import * as mocks from 'obsidian-test-mocks/obsidian'
import { MockApp } from './mock-app.ts'

/** The mocks' desktop adapter over a real folder. */
class DiskAdapter extends mocks.FileSystemAdapter {
  constructor(private readonly folder: string) {
    super(folder)
  }

  override read(file: string): Promise<string> {
    return readFile(this.at(file), 'utf8')
  }

  override async exists(file: string): Promise<boolean> {
    return access(this.at(file)).then(
      () => true,
      () => false,
    )
  }

  override async stat(file: string): Promise<Stat | null> {
    const found = await stat(this.at(file)).catch(() => null)
    if (found === null) return null
    return { type: found.isDirectory() ? 'folder' : 'file', ctime: found.ctimeMs, mtime: found.mtimeMs, size: found.size }
  }

  override write(file: string, text: string): Promise<void> {
    return writeFile(this.at(file), text)
  }

  override async mkdir(folder: string): Promise<void> {
    await mkdir(this.at(folder), { recursive: true })
  }

  override rename(from: string, to: string): Promise<void> {
    return rename(this.at(from), this.at(to))
  }

  override remove(file: string): Promise<void> {
    return rm(this.at(file))
  }

  private at(file: string): string {
    return path.join(this.folder, file)
  }
}

/** An app that has opened the vault in `folder` and indexed it. */
export async function openDiskApp(folder: string): Promise<MockApp> {
  const app = new MockApp(new DiskAdapter(folder).asOriginalType__())
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const name = path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/')
    app.admit(entry.isDirectory() ? mocks.TFolder.create__(app.notes, name) : mocks.TFile.create__(app.notes, name))
  }
  await app.index()
  return app
}
