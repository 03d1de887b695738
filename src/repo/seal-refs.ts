import type { Git } from './git.ts'
import type { Bench } from './repo.ts'

/** Full ref names and the objects they name. */
export type Refs = ReadonlyMap<string, string>

/** So many commits of an agent are looked for in other refs; each ref that holds a later one holds an earlier one, too. */
const MAX_COMMITS = 200

export async function readRefs(git: Git): Promise<Refs> {
  const run = await git.run(['for-each-ref', '--format=%(objectname) %(refname)'])
  const lines = run.stdout.split('\n').filter((line) => line !== '')
  return new Map(lines.map((line) => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))]))
}

/** Refs, the bench's own left out, that have come to hold a commit which before was nowhere and now is in this worktree's history. */
export async function movedByWork(git: Git, bench: Bench, before: Refs): Promise<readonly string[]> {
  const own = `refs/heads/${bench.branch}`
  const work = await commitsOfWork(git, git.at(bench.path), own, before)
  if (work.length === 0) return []
  const holders = await git.run(['for-each-ref', '--format=%(refname)', ...work.map((sha) => `--contains=${sha}`)])
  const now = await readRefs(git)
  return holders.stdout.split('\n').filter((ref) => ref !== '' && ref !== own && now.get(ref) !== before.get(ref))
}

/** Everything that the worktree's HEAD has been at since, also where a reset has left it behind. */
async function commitsOfWork(git: Git, bench: Git, own: string, before: Refs): Promise<readonly string[]> {
  const head = await bench.run(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'])
  const reflog = await bench.run(['reflog', 'show', '--format=%H', 'HEAD', '--'])
  const tips = [head.stdout.trim(), ...reflog.stdout.split('\n')].filter((sha) => sha !== '')
  const branch = await git.run(['rev-parse', '--verify', '--quiet', `${own}^{commit}`])
  if (branch.code === 0) tips.push(branch.stdout.trim())
  const input = [...tips, ...[...before.values()].map((sha) => `^${sha}`)].map((line) => `${line}\n`).join('')
  const run = await git.run(['rev-list', '--ignore-missing', '--reverse', `--max-count=${String(MAX_COMMITS)}`, '--stdin'], { input })
  return run.stdout.split('\n').filter((sha) => sha !== '')
}
