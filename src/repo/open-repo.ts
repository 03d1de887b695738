import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { cacheFolder } from '../node/environment.ts'
import { exists, isFolder, listNames, realPath } from '../node/files.ts'
import { isInside, join, relative } from '../node/paths.ts'
import { RUN_MARK } from '../node/process-list.ts'
import { openBench } from './bench.ts'
import { blindCommit } from './blind.ts'
import { readChanges } from './changes.ts'
import { clearBench } from './clear-bench.ts'
import { diff, files, resolveCommit, show } from './contents.ts'
import { gitFailure, gitText, messageOf, openGit } from './git.ts'
import type { Git, GitRun } from './git.ts'
import { advance, squash } from './landing.ts'
import type { Repo } from './repo.ts'
import { openRoom } from './room.ts'
import { sealRepo } from './seal.ts'
import { realOf, worktreeHome } from './worktree-home.ts'
import type { WorktreeHome } from './worktree-home.ts'

/** Forge's folder in a vault. */
const NOTES = 'forge/'
/** Obsidian writes it into its settings folder, which the person may have given another name than the usual one. */
const OBSIDIAN_FILE = 'app.json'

export interface RepoPlace {
  /** As the device config names it. */
  readonly name: string
  /** A folder in the main working tree, absolute. */
  readonly path: string
  /** The device's folder for worktrees, absolute; null for one in Forge's cache folder. */
  readonly worktreesAt: string | null
  /** The vault, absolute: where it lies in the repository, notes written meanwhile are no breach. */
  readonly vaultAt?: string | null
  /** The person's environment. */
  readonly env: Readonly<Record<string, string>>
  /** The run that it is opened for: what git starts carries its mark, and ends when it is stopped. null: for a look. */
  readonly run?: RepoRun | null
}

export interface RepoRun {
  readonly id: string
  readonly stop: AbortSignal
  /** A person sits at the terminal, where git may ask for a passphrase. */
  readonly sharesTerminal: boolean
}

/** Opens the linked repository. Fails with `no-git`, with `no-repo` (nothing there, no repository, a bare one), or with `git-failed`. */
export async function openRepo(place: RepoPlace): Promise<Result<Repo>> {
  if (!(await isFolder(place.path))) return failed(moved(place))
  const git = openGitOf(place)
  const version = await git.run(['version'])
  if (version.code !== 0) return failed(noGit(version))
  const root = await git.run(['rev-parse', '--show-toplevel'])
  if (root.code !== 0) return failed(await noRepo(git, place, root))
  const top = git.at(root.stdout.replace(/\n$/, ''))
  const commonDir = await gitText(top, ['rev-parse', '--path-format=absolute', '--git-common-dir'])
  if (!commonDir.ok) return commonDir
  const worktreesAt = place.worktreesAt ?? join(cacheFolder(place.env), 'worktrees')
  if (isInside(top.folder, await realOf(worktreesAt))) return failed(nestedWorktrees(worktreesAt))
  const home = await worktreeHome(worktreesAt, place.name, commonDir.value)
  return ok(repoOf(place.name, top, commonDir.value, home, await writtenByOthers(top.folder, place.vaultAt ?? null)))
}

function openGitOf({ path, env, run = null }: RepoPlace): Git {
  return run === null ? openGit(path, env) : openGit(path, { ...env, [RUN_MARK]: run.id }, run)
}

function repoOf(name: string, git: Git, commonDir: string, home: WorktreeHome, ours: readonly string[]): Repo {
  return {
    name,
    root: git.folder,
    commonDir,
    head: () => readHead(git),
    resolve: (ref) => resolveCommit(git, ref),
    isAncestor: async (ancestor, descendant) => (await git.run(['merge-base', '--is-ancestor', ancestor, descendant])).code === 0,
    show: (sha, path) => show(git, sha, path),
    files: (sha) => files(git, sha),
    diff: (base, head) => diff(git, base, head),
    changed: async (base, head) => {
      const changes = await readChanges(git, ['diff-tree', base, head])
      return changes.ok ? ok(changes.value.map((change) => change.file)) : changes
    },
    room: (purpose, sha) => openRoom(git, commonDir, home.rooms, purpose, sha),
    bench: (feature, base) => openBench(git, commonDir, home.benches, feature, base),
    blind: (base, head) => blindCommit(git, base, head),
    clearBench: (feature) => clearBench(git, commonDir, home.benches, feature),
    seal: (bench) => sealRepo({ git, commonDir, ours }, bench),
    squash: (head, target, message) => squash(git, head, target, message),
    advance: (target, sha, onto) => advance(git, ours, target, sha, onto),
  }
}

async function readHead(git: Git): Promise<Result<{ readonly sha: string; readonly branch: string | null }>> {
  const branch = await git.run(['symbolic-ref', '--quiet', '--short', 'HEAD'])
  const sha = await git.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  if (sha.code === 0) return ok({ sha: sha.stdout.trim(), branch: branch.code === 0 ? branch.stdout.trim() : null })
  if (branch.code !== 0) return failed(gitFailure('Git could not tell what is checked out', sha))
  const why = `Its branch ${branch.stdout.trim()} has none yet, so there is nothing to start from.`
  return failed(failure('unborn-branch', 'The repository has no commit.', why, 'Make a first commit, then run the same command again.'))
}

/**
 * Beginnings of paths in the main tree that Forge and Obsidian write while an agent works. Of a vault that is the main tree itself
 * that is Forge's folder and Obsidian's; a vault further down is left to them and the person as a whole.
 */
async function writtenByOthers(root: string, vaultAt: string | null): Promise<readonly string[]> {
  const vault = vaultAt === null ? null : await realPath(vaultAt)
  if (vault === null || !isInside(root, vault)) return []
  const inside = relative(root, vault)
  if (inside !== '') return [`${inside}/`]
  const names = await listNames(vault)
  const hidden = (names.ok ? names.value : []).filter((name) => name.startsWith('.'))
  const settings = await Promise.all(hidden.map(async (name) => ((await exists(join(vault, name, OBSIDIAN_FILE))) ? [`${name}/`] : [])))
  return [NOTES, ...settings.flat()]
}

function moved(place: RepoPlace) {
  const next = `If it has moved, link it again: forge init --repo DIR --name ${place.name}.`
  return failure('no-repo', `The repository ${place.name} is not where it was.`, `There is no folder ${place.path}.`, next)
}

function nestedWorktrees(worktreesAt: string) {
  const why = `${worktreesAt} is inside the repository, where tests, searches and sync would find every file once more.`
  return failure(
    'bad-config',
    'The folder for worktrees is in the wrong place.',
    why,
    'Set worktrees_at in the device config to a folder outside of it.',
  )
}

function noGit(version: GitRun) {
  return failure(
    'no-git',
    'Git was not found.',
    messageOf(version).split('\n')[0] ?? '',
    'Install git (https://git-scm.com), then run the same command again.',
  )
}

async function noRepo(git: Git, place: RepoPlace, run: GitRun) {
  const bare = await git.run(['rev-parse', '--is-bare-repository'])
  if (bare.stdout.trim() === 'true') {
    const next = `Clone it, or make a worktree of it (git -C ${place.path} worktree add DIR), and link that folder.`
    return failure('no-repo', `${place.path} is a bare repository.`, 'It has no working tree, and Forge starts from one.', next)
  }
  const next = 'Run git init there, or link the folder of a repository with forge init --repo DIR.'
  return failure('no-repo', `${place.path} is not in a git repository that Forge can use.`, messageOf(run), next)
}
