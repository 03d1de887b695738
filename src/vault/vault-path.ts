import { failure, type Failure } from '../basics/failure.ts'
import { failed, ok, type Result } from '../basics/result.ts'
import { realPath, statOf } from '../node/files.ts'
import { dirname, isInside, join } from '../node/paths.ts'

/** `root`: the vault's folder with every link followed. Gives the file to work on, links inside the vault followed. Fails for a path that leaves the vault. */
export async function locate(root: string, path: string): Promise<Result<string>> {
  if (!isPlain(path)) return failed(leaves(path, 'It is not a plain path below the vault.'))
  const file = join(root, ...path.split('/'))
  const there = await statOf(file)
  if (!there.ok) return there
  if (there.value?.kind === 'link') return locateLink(root, path, file)
  const folder = await nearestFolder(dirname(file))
  if (folder === null || !isInside(root, folder)) return failed(leaves(path, 'Its folder is a link that leaves the vault.'))
  return ok(file)
}

async function locateLink(root: string, path: string, file: string): Promise<Result<string>> {
  const target = await realPath(file)
  if (target === null) return failed(leaves(path, 'It is a link that leads nowhere.'))
  return isInside(root, target) ? ok(target) : failed(leaves(path, 'It is a link that leaves the vault.'))
}

/** The real path of the nearest folder that exists. */
async function nearestFolder(folder: string): Promise<string | null> {
  for (let at = folder; ; at = dirname(at)) {
    const real = await realPath(at)
    if (real !== null) return real
    // A link that leads nowhere would decide later where the file goes.
    const there = await statOf(at)
    if (!there.ok || there.value !== null || at === dirname(at)) return null
  }
}

function isPlain(path: string): boolean {
  // Device letters, back slashes and zero bytes mean something else on some system than on another.
  if (path === '' || /[\\:\0]/.test(path)) return false
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function leaves(path: string, why: string): Failure {
  const next = 'Forge works inside the vault only: put a real file or folder there and run the command again.'
  return failure('file-failed', `Forge does not touch ${JSON.stringify(path)}.`, why, next)
}
