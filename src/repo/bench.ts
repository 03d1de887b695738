import { failure } from '../basics/failure.ts'
import { failed, ok } from '../basics/result.ts'
import type { Result } from '../basics/result.ts'
import { basename, dirname, join } from '../node/paths.ts'
import { addWorktree } from './add-worktree.ts'
import { readChanges } from './changes.ts'
import { commitBench } from './commit.ts'
import type { CommitTerms } from './commit.ts'
import { controlsAsRecorded, recordControls } from './control-record.ts'
import { gitFailure, gitText } from './git.ts'
import type { Git } from './git.ts'
import { revealHidden } from './hidden-files.ts'
import { clearLocks, readLinkFile } from './link-file.ts'
import type { LinkFile } from './link-file.ts'
import { indexCopy } from './index-copy.ts'
import type { Bench } from './repo.ts'
import { checkName, lookAt } from './worktree-home.ts'
import { listWorktrees } from './worktrees.ts'
import type { Worktree } from './worktrees.ts'

const NOT_AN_ANCESTOR = 1

export function branchOf(feature: string): string {
  return `forge/${feature}`
}

/** The feature's worktree, made or found again. `git` works in the main tree. */
export async function openBench(git: Git, commonDir: string, benches: string, feature: string, base: string): Promise<Result<Bench>> {
  const name = checkName(feature)
  if (!name.ok) return name
  const there = await findBench(git, benches, feature)
  if (!there.ok) return there
  const known = await knowsBranch(git, feature, base)
  if (!known.ok) return known
  if (there.value !== null) return linkBench(git.at(there.value), commonDir, feature, base, false)
  const path = join(benches, feature)
  const made = await makeBench(git, path, feature, known.value ? null : base)
  return made.ok ? linkBench(git.at(path), commonDir, feature, base, true) : made
}

/** Where the feature's worktree is, also after the place for worktrees was moved; null where there is none. */
export async function findBench(git: Git, benches: string, feature: string): Promise<Result<string | null>> {
  const listed = await listWorktrees(git)
  if (!listed.ok) return listed
  const ref = `refs/heads/${branchOf(feature)}`
  const here = await lookAt(git, join(benches, feature), listed.value)
  if (!here.ok) return here
  const elsewhere = here.value.others.find((worktree) => worktree.branch === ref)
  const holder = here.value.worktree ?? elsewhere
  if (!holder) return ok(null)
  if (holder === elsewhere && !sameHome(holder.path, benches, feature)) return failed(taken(holder, feature))
  const there = holder === elsewhere ? await lookAt(git, holder.path, listed.value) : here
  if (!there.ok || there.value.worktree === null) return there.ok ? ok(null) : there
  return holder.branch === ref ? ok(holder.path) : failed(offBranch(holder, feature))
}

/** The folder's name holds a hash of the repository, so no other folder ends like it. */
function sameHome(path: string, benches: string, feature: string): boolean {
  const tail = (folder: string): string => join(basename(dirname(folder)), basename(folder))
  return basename(path) === feature && tail(dirname(path)) === tail(benches)
}

/** True where the feature's branch is there, and then it must go on from `base`. */
async function knowsBranch(git: Git, feature: string, base: string): Promise<Result<boolean>> {
  const branch = branchOf(feature)
  const run = await git.run(['merge-base', '--is-ancestor', base, `refs/heads/${branch}`])
  if (run.code !== NOT_AN_ANCESTOR) return ok(run.code === 0)
  const why = `It does not contain ${base}, the commit that this work starts from.`
  const next = `Rename it (git branch -m ${branch} NAME) or delete it, then run the same command again.`
  return failed(failure('not-ready', `There is a branch ${branch} already.`, why, next))
}

/** On a new branch from `base`, or on the branch that is there where `base` is null. */
async function makeBench(git: Git, path: string, feature: string, base: string | null): Promise<Result<void>> {
  const branch = branchOf(feature)
  const args = base === null ? [path, branch] : ['--no-track', '-b', branch, path, base]
  const run = await addWorktree(git, args)
  return run.code === 0 ? ok(undefined) : failed(gitFailure(`Git could not make the worktree for ${branch}`, run))
}

async function linkBench(git: Git, commonDir: string, feature: string, base: string, fresh: boolean): Promise<Result<Bench>> {
  const link = await readLinkFile(git, commonDir)
  if (!link.ok) return link
  await clearLocks(link.value.gitDir)
  const recorded = fresh ? await recordControls(git, commonDir) : ok(undefined)
  if (!recorded.ok) return recorded
  const hooksAsMade = (): Promise<boolean> => controlsAsRecorded(git, commonDir)
  return ok(benchOf(git, link.value, { branch: branchOf(feature), base, hooksAsMade }, fresh))
}

function benchOf(git: Git, link: LinkFile, terms: CommitTerms, fresh: boolean): Bench {
  const { branch } = terms
  return {
    path: git.folder,
    branch,
    fresh,
    head: () => whileLinked(link, () => gitText(git, ['rev-parse', '--verify', `refs/heads/${branch}^{commit}`])),
    dirty: () =>
      whileLinked(link, async () => {
        await revealHidden(git)
        const status = await gitText(git, ['status', '--porcelain', '-z', '--untracked-files=normal'])
        return status.ok ? ok(status.value !== '') : status
      }),
    changedSince: (sha) =>
      whileLinked(link, () =>
        indexCopy(git, link.gitDir, async (env) => {
          const changes = await readChanges(git, ['diff-index', '--cached', sha], { env })
          return changes.ok ? ok(changes.value.map((change) => change.file)) : changes
        }),
      ),
    commit: (message) => whileLinked(link, () => commitBench(git, terms, message)),
  }
}

async function whileLinked<T>(link: LinkFile, then: () => Promise<Result<T>>): Promise<Result<T>> {
  const linked = await link.check()
  return linked.ok ? then() : linked
}

function taken(holder: Worktree, feature: string) {
  const why = `It is checked out in ${holder.path}, which is not Forge's.`
  return failure(
    'not-ready',
    `The branch ${branchOf(feature)} is in use.`,
    why,
    'Check out another branch there, then run the same command again.',
  )
}

function offBranch(holder: Worktree, feature: string) {
  const why = holder.branch === null ? 'It is on no branch.' : `It is on ${holder.branch}.`
  const next = `Check out ${branchOf(feature)} there (git -C ${JSON.stringify(holder.path)} checkout ${branchOf(feature)}), then run the same command again.`
  return failure('not-ready', `The worktree of ${feature} is not on its branch.`, why, next)
}
