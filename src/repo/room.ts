import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { join } from '../node/paths.ts'
import { addWorktree } from './add-worktree.ts'
import { isOnBlindCommit } from './blind.ts'
import { differences, fileMarks } from './fingerprint.ts'
import { gitFailure, zeroSeparated } from './git.ts'
import type { Git } from './git.ts'
import { clearLocks, readLinkFile } from './link-file.ts'
import type { LinkFile } from './link-file.ts'
import type { Room } from './repo.ts'
import { checkName, lookAt } from './worktree-home.ts'
import { listWorktrees } from './worktrees.ts'

/** So many changed rooms of one purpose are left standing before a person must look. */
const MAX_ROOMS = 9
/** Where git can no longer tell, because its link to the repository was rewritten or damaged. */
const UNREADABLE: ReadonlyMap<string, string> = new Map([['.git', 'unreadable']])

/** A detached worktree at `sha`. One that a killed run left is taken over where nothing in it would be lost. */
export async function openRoom(git: Git, commonDir: string, rooms: string, purpose: string, sha: string): Promise<Result<Room>> {
  const name = checkName(purpose)
  if (!name.ok) return name
  const listed = await listWorktrees(git)
  if (!listed.ok) return listed
  for (let n = 1; n <= MAX_ROOMS; n += 1) {
    const path = join(rooms, n === 1 ? purpose : `${purpose}-${String(n)}`)
    const place = await lookAt(git, path, listed.value)
    if (!place.ok) return place
    if (place.value.worktree === null) return makeRoom(git, commonDir, path, sha)
    if (await reuse(git.at(path), commonDir, sha)) return linkRoom(git, commonDir, path, sha)
  }
  const why = `${String(MAX_ROOMS)} earlier ones hold changed files, so Forge did not remove them.`
  return failed(
    failure(
      'not-ready',
      `There is no free folder to read in for ${purpose}.`,
      why,
      `Look into ${rooms}, then remove them with git worktree remove.`,
    ),
  )
}

async function makeRoom(git: Git, commonDir: string, path: string, sha: string): Promise<Result<Room>> {
  const run = await addWorktree(git, ['--detach', path, sha])
  return run.code === 0 ? linkRoom(git, commonDir, path, sha) : failed(gitFailure('Git could not make a folder to read in', run))
}

/** Only a clean one, on a commit that something else holds, too. */
async function reuse(git: Git, commonDir: string, sha: string): Promise<boolean> {
  const link = await readLinkFile(git, commonDir)
  if (!link.ok) return false
  await clearLocks(link.value.gitDir)
  const status = await git.run(['status', '--porcelain', '-z'])
  const holders = await git.run(['for-each-ref', '--count=1', '--contains=HEAD'])
  if (status.code !== 0 || status.stdout !== '' || (holders.stdout === '' && !(await isOnBlindCommit(git)))) return false
  return (await git.run(['checkout', '--quiet', '--detach', sha])).code === 0
}

async function linkRoom(main: Git, commonDir: string, path: string, sha: string): Promise<Result<Room>> {
  const git = main.at(path)
  const link = await readLinkFile(git, commonDir)
  if (!link.ok) return link
  // Filters, and names that differ in capitals alone, can make files differ from their commit right after the checkout.
  const atStart = await differing(git, link.value, sha)
  const changed = async (): Promise<readonly string[]> => differences(atStart, await differing(git, link.value, sha))
  const leave = async (discard = false): Promise<void> => {
    if (!discard && (await changed()).length > 0) return
    // Without force git refuses where something would be lost; the folder then stays for a person to look at.
    const force = discard || atStart.size > 0 ? ['--force'] : []
    await main.run(['worktree', 'remove', ...force, path])
  }
  return ok({ path, sha, changed, leave })
}

/** Files that are not as in the commit, with marks of their content. HEAD does not matter: an agent may have moved it. */
async function differing(git: Git, link: LinkFile, sha: string): Promise<ReadonlyMap<string, string>> {
  if (!(await link.check()).ok) return UNREADABLE
  const [tracked, untracked] = await Promise.all([
    git.run(['diff', '--name-only', '-z', '--no-renames', '--no-ext-diff', '--ignore-submodules=none', sha, '--']),
    git.run(['ls-files', '--others', '--exclude-standard', '-z']),
  ])
  if (tracked.code !== 0 || untracked.code !== 0) return UNREADABLE
  return fileMarks(git.folder, [...zeroSeparated(tracked.stdout), ...zeroSeparated(untracked.stdout)])
}
