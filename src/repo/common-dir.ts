import { isFolder, readText } from '../node/files.ts'
import { join, resolve } from '../node/paths.ts'

/** Git's common folder of the working tree at `path`, as its own files tell it without asking git; null where they do not. */
export async function commonDirAt(path: string): Promise<string | null> {
  const own = join(path, '.git')
  if (await isFolder(own)) return own
  const gitDir = await said(own, /^gitdir: (.+?)\r?\n?$/)
  const folder = gitDir === null ? null : resolve(path, gitDir)
  if (folder === null) return null
  const shared = await said(join(folder, 'commondir'), /^(.+?)\r?\n?$/)
  return shared === null ? folder : resolve(folder, shared)
}

async function said(file: string, pattern: RegExp): Promise<string | null> {
  const text = await readText(file)
  return (text.ok ? pattern.exec(text.value ?? '')?.[1] : null) ?? null
}
