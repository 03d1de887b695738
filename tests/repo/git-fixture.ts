import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** A real repository in a temp folder that goes away after the test, and a place beside it for worktrees. */
export interface GitFixture {
  /** The folder that holds all of it; free for the test's own files. */
  readonly top: string
  readonly root: string
  readonly worktreesAt: string
  /** What git, and what Forge is to hand on to git, sees: settings of this machine are left out. */
  readonly env: Readonly<Record<string, string>>
  /** Runs git in the main tree, or in `folder`; the text without its last line feed. */
  git(args: readonly string[], folder?: string): string
  write(files: Readonly<Record<string, string | Uint8Array>>, folder?: string): void
  /** Writes, adds all and commits; gives the new sha. */
  commit(files: Readonly<Record<string, string | Uint8Array>>, message?: string, folder?: string): string
}

export interface FixtureOptions {
  /** Committed as the first commit; null leaves the branch unborn. */
  readonly files?: Readonly<Record<string, string | Uint8Array>> | null
  readonly objectFormat?: 'sha1' | 'sha256'
}

/** A temp folder by its real path, removed after the test. */
export function tempFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-test-')))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  })
  return folder
}

/** A repository on branch `main` whose person is `Ada <ada@example.org>`. Call it inside a test. */
export function gitFixture(options: FixtureOptions = {}): GitFixture {
  const top = tempFolder()
  const root = path.join(top, 'shop')
  const env = cleanEnv(top)
  const git = (args: readonly string[], folder = root): string =>
    execFileSync('git', [...args], { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).replace(/\n$/, '')
  const write = (files: Readonly<Record<string, string | Uint8Array>>, folder = root): void => {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
      writeFileSync(path.join(folder, name), content)
    }
  }
  const commit: GitFixture['commit'] = (files, message = 'Change things', folder = root) => {
    write(files, folder)
    git(['add', '-A'], folder)
    git(['commit', '--quiet', '--allow-empty', '-m', message], folder)
    return git(['rev-parse', 'HEAD'], folder)
  }
  mkdirSync(root)
  writeFileSync(path.join(top, '.gitconfig'), '[user]\n\tname = Ada\n\temail = ada@example.org\n')
  git(['init', '--quiet', '--initial-branch=main', '--template=', `--object-format=${options.objectFormat ?? 'sha1'}`])
  const files = options.files === undefined ? { 'README.md': '# Shop\n' } : options.files
  if (files !== null) commit(files, 'Start')
  return { top, root, worktreesAt: path.join(top, 'worktrees'), env, git, write, commit }
}

function cleanEnv(home: string): Readonly<Record<string, string>> {
  return { PATH: process.env['PATH'] ?? '', HOME: home, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: path.join(home, '.gitconfig') }
}
