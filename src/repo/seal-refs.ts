import type { Git } from './git.ts'
import type { Bench } from './repo.ts'

/** Full ref names and the objects they name. */
export type Refs = ReadonlyMap<string, string>

/** So many commits of an agent are looked for in other refs. */
const MAX_COMMITS = 200

export async function readRefs(git: Git): Promise<Refs> {
  const run = await git.run(['for-each-ref', '--format=%(objectname) %(refname)'])
  const lines = run.stdout.split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]))
}

/** Refs and the main tree's HEAD, the bench's own branch left out, that have come to hold a commit which before was nowhere and now is in this worktree's history. */
export async function movedByWork(git: Git, bench: Bench, before: Refs): Promise<readonly string[]> {
  const own = `refs/heads/${bench.branch}`
  const work = await commitsOfWork(git, git.at(bench.path), own, before)
  if (work.length === 0) return []
  const [holders, head] = await Promise.all([
    git.run(['for-each-ref', '--format=%(refname)', ...work.map((sha) => `--contains=${sha}`)]),
    newCommits(git, ['HEAD'], before),
  ])
  const refs = holders.stdout.split('\n').filter((ref) => ref !== '' && ref !== own)
  return head.some((sha) => work.includes(sha)) ? ['HEAD of the main working tree', ...refs] : refs
}

/** Everything that the worktree's HEAD has been at since, also where a reset has left it behind. */
async function commitsOfWork(git: Git, bench: Git, own: string, before: Refs): Promise<readonly string[]> {
  const head = await bench.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  const reflog = await bench.run(['reflog', 'show', '--format=%H', 'HEAD', '--'])
  const tips = [head.stdout.trim(), ...reflog.stdout.split('\n')].filter((sha) => sha !== '')
  const branch = await git.run(['rev-parse', '--verify', '--quiet', `${own}^{commit}`])
  if (branch.code === 0) tips.push(branch.stdout.trim())
  return newCommits(git, tips, before)
}

/** Commits that the tips hold and no ref held before, newest first. */
async function newCommits(git: Git, tips: readonly string[], before: Refs): Promise<readonly string[]> {
  const input = [...tips, ...[...before.values()].map((sha) => `^${sha}`)].map((line) => `${line}\n`).join('')
  const run = await git.run(['rev-list', '--ignore-missing', `--max-count=${String(MAX_COMMITS)}`, '--stdin'], { input })
  return run.stdout.split('\n').filter((sha) => sha !== '')
}
