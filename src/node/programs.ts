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

/** PATH as the person's login shell sets it up; null where there is no shell, it takes too long or is stopped. Programs started from a desktop do not have it. */
export async function loginShellPath(env: Readonly<Record<string, string>>, stop: AbortSignal | null = null): Promise<string | null> {
  const shell = env['SHELL']
  if (shell === undefined || !path.isAbsolute(shell) || process.platform === 'win32') return null
  const script = `echo ${BORDER}; /usr/bin/env; echo ${BORDER}`
  const done = await runProcess({ command: shell, args: ['-ilc', script], cwd: '/', env, timeoutMs: SHELL_TIMEOUT_MS, stop })
  const printed = done.stdout.split(BORDER)[1] ?? ''
  return /^PATH=(.+)$/m.exec(printed)?.[1] ?? null
}

/** Where installers put programs without telling PATH. Folders with a version in their name are listed newest first. */
export async function knownFolders(home: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  if (process.platform === 'win32') {
    const local = env['LOCALAPPDATA'] ?? path.join(home, 'AppData', 'Local')
    const roaming = env['APPDATA'] ?? path.join(home, 'AppData', 'Roaming')
    const programs = env['ProgramFiles'] ?? 'C:\\Program Files'
    const scoop = env['SCOOP'] ?? path.join(home, 'scoop')
    return [
      path.join(home, '.local', 'bin'),
      path.join(roaming, 'npm'),
      env['PNPM_HOME'] ?? path.join(local, 'pnpm'),
      path.join(env['VOLTA_HOME'] ?? path.join(local, 'Volta'), 'bin'),
      path.join(local, 'mise', 'shims'),
      path.join(local, 'Yarn', 'bin'),
      path.join(env['BUN_INSTALL'] ?? path.join(home, '.bun'), 'bin'),
      path.join(home, '.opencode', 'bin'),
      path.join(scoop, 'shims'),
      path.join(scoop, 'persist', 'nodejs', 'bin'),
      path.join(env['ProgramData'] ?? 'C:\\ProgramData', 'chocolatey', 'bin'),
      path.join(local, 'Microsoft', 'WinGet', 'Links'),
      ...(await versionsIn(env['FNM_DIR'] ?? path.join(roaming, 'fnm'), 'node-versions', 'installation')),
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
    '.cargo/bin',
    '.deno/bin',
  ]
  const system = [
    '/opt/homebrew/bin',
    '/usr/local/bin',
    '/home/linuxbrew/.linuxbrew/bin',
    '/opt/local/bin',
    '/run/current-system/sw/bin',
    '/snap/bin',
    '/usr/bin',
  ]
  const chosen = CHOSEN.flatMap(([name, inside]) => (env[name] === undefined ? [] : [path.join(env[name], inside)]))
  return [...chosen, ...own.map((folder) => path.join(home, folder)), ...(await nodeVersions(home, env)), ...system]
}

/** Where a person has put what else is below the home folder. */
const CHOSEN: readonly (readonly [string, string])[] = [
  ['PNPM_HOME', '.'],
  ['VOLTA_HOME', 'bin'],
  ['BUN_INSTALL', 'bin'],
  ['ASDF_DATA_DIR', 'shims'],
  ['NODENV_ROOT', 'shims'],
  ['MISE_DATA_DIR', 'shims'],
  ['N_PREFIX', 'bin'],
]

/** Where version managers keep each Node with what was installed for it: nvm, then fnm. */
async function nodeVersions(home: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const data = env['XDG_DATA_HOME'] ?? path.join(home, '.local/share')
  const fnm = [env['FNM_DIR'] ?? path.join(data, 'fnm'), path.join(home, 'Library/Application Support/fnm')]
  const nvm = await versionsIn(env['NVM_DIR'] ?? path.join(home, '.nvm'), 'versions/node', 'bin')
  const others = await Promise.all(fnm.map((folder) => versionsIn(folder, 'node-versions', 'installation/bin')))
  return [...nvm, ...others.flat()]
}

/** Of each version below a folder the folder of its programs, the newest first. */
async function versionsIn(root: string, below: string, inside: string): Promise<readonly string[]> {
  const folder = path.join(root, below)
  const versions = (await readdir(folder).catch(() => [])).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
  return versions.map((version) => path.join(folder, version, inside))
}
