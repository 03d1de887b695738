import { constants } from 'node:fs'
import { access, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { runProcess } from './process.ts'

const SHELL_TIMEOUT_MS = 5_000
const BORDER = '__forge_path__'

/** The first folder's file of that name that can be run, as an absolute path. `extensions`: Windows' PATHEXT, else just `['']`. */
export async function programIn(folders: readonly string[], name: string, extensions: readonly string[]): Promise<string | null> {
  for (const folder of folders) {
    for (const extension of extensions) {
      const file = path.join(folder, `${name}${extension}`)
      if (await isProgram(file)) return file
    }
  }
  return null
}

export async function isProgram(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null)
  if (found?.isFile() !== true) return false
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/** The absolute folders of a PATH, without doubles. Relative ones are left out: they would mean whatever folder an agent works in. */
export function pathFolders(value: string): readonly string[] {
  return [...new Set(value.split(path.delimiter).filter((folder) => path.isAbsolute(folder)))]
}

export function joinFolders(folders: readonly string[]): string {
  return folders.join(path.delimiter)
}

/** PATH as the person's login shell sets it up; null where there is no shell, or it takes too long. Programs started from a desktop do not have it. */
export async function loginShellPath(env: Readonly<Record<string, string>>): Promise<string | null> {
  const shell = env['SHELL']
  if (shell === undefined || !path.isAbsolute(shell) || process.platform === 'win32') return null
  const script = `echo ${BORDER}; /usr/bin/env; echo ${BORDER}`
  const done = await runProcess({ command: shell, args: ['-ilc', script], cwd: '/', env, timeoutMs: SHELL_TIMEOUT_MS })
  const printed = done.stdout.split(BORDER)[1] ?? ''
  return /^PATH=(.+)$/m.exec(printed)?.[1] ?? null
}

/** Where installers put programs without telling PATH. Folders with a version in their name are listed newest first. */
export async function knownFolders(home: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  if (process.platform === 'win32') {
    const local = env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local')
    const roaming = env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming')
    const programs = env['ProgramFiles'] ?? 'C:\\Program Files'
    return [
      path.join(home, '.local', 'bin'),
      path.join(roaming, 'npm'),
      path.join(local, 'pnpm'),
      path.join(local, 'Volta', 'bin'),
      path.join(home, '.bun', 'bin'),
      path.join(home, '.opencode', 'bin'),
      path.join(home, 'scoop', 'shims'),
      path.join(local, 'Microsoft', 'WinGet', 'Links'),
      env['NVM_SYMLINK'] ?? path.join(programs, 'nodejs'),
    ]
  }
  const own = [
    '.local/bin',
    '.claude/local',
    '.npm-global/bin',
    '.bun/bin',
    '.opencode/bin',
    '.volta/bin',
    '.asdf/shims',
    '.nodenv/shims',
    '.local/share/mise/shims',
    '.local/share/pnpm',
    'Library/pnpm',
    '.yarn/bin',
    '.nix-profile/bin',
    'n/bin',
    'bin',
  ]
  const system = ['/opt/homebrew/bin', '/usr/local/bin', '/home/linuxbrew/.linuxbrew/bin', '/opt/local/bin', '/snap/bin', '/usr/bin']
  return [...own.map((folder) => path.join(home, folder)), ...(await nodeVersions(home, env)), ...system]
}

/** Where version managers keep each Node with what was installed for it: nvm, then fnm. */
async function nodeVersions(home: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const data = env['XDG_DATA_HOME'] ?? path.join(home, '.local/share')
  const fnm = [env['FNM_DIR'] ?? path.join(data, 'fnm'), path.join(home, 'Library/Application Support/fnm')]
  const places = [
    { folder: path.join(env['NVM_DIR'] ?? path.join(home, '.nvm'), 'versions/node'), inside: 'bin' },
    ...fnm.map((folder) => ({ folder: path.join(folder, 'node-versions'), inside: 'installation/bin' })),
  ]
  const found = await Promise.all(
    places.map(async ({ folder, inside }) => {
      const versions = (await readdir(folder).catch(() => [])).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
      return versions.map((version) => path.join(folder, version, inside))
    }),
  )
  return found.flat()
}
