import { openFinder } from '../agents/find.ts'
import type { DevicePlace } from '../device/place.ts'
import { runProcess } from '../node/process.ts'
import { openGit } from '../repo/git.ts'
import type { Check } from './check.ts'

/** Landing needs `git merge-tree --write-tree`. */
const OLDEST_GIT = '2.38'
const OLDEST_NODE = '20.19'
const VERSION_TIMEOUT_MS = 10_000

/** What Forge itself stands on: programs that it may start, git, and Node for the rehearsal. A missing git is told about the repo. */
export async function examineSystem(device: DevicePlace): Promise<readonly Check[]> {
  const [git, node] = await Promise.all([examineGit(device), examineNode(device)])
  return [...sandbox(device.env, !git.ok), git, node]
}

/** A sandboxed app sees neither the programs nor, often, the folders of the system. A snap may be unconfined, so it is told only where git is missing. */
function sandbox(env: DevicePlace['env'], lacksGit: boolean): readonly Check[] {
  const flatpak = (env['FLATPAK_ID'] ?? '') !== ''
  const snap = (env['SNAP'] ?? '') !== '' && lacksGit
  if (!flatpak && !snap) return []
  const what = `This app runs inside ${flatpak ? 'Flatpak' : 'Snap'}, whose sandbox cannot start git and agents of your system.`
  const next = 'Install Obsidian as a .deb, .rpm or AppImage from obsidian.md and open the vault there, or use the terminal command.'
  return [{ about: 'system', ok: false, what, next }]
}

async function examineGit(device: DevicePlace): Promise<Check> {
  const said = await openGit(device.home, device.env).run(['version'])
  const version = /\d+(?:\.\d+)+/.exec(said.stdout)?.[0] ?? null
  const next = `Install git ${OLDEST_GIT} or newer (https://git-scm.com) and start this program again.`
  if (said.code !== 0 || version === null) return { about: 'repo', ok: false, what: 'Git was not found, or does not run.', next }
  if (isOlder(version, OLDEST_GIT)) return { about: 'system', ok: false, what: `Git ${version} is too old to land a feature.`, next }
  return { about: 'system', ok: true, what: `Git ${version} is here.`, next: null }
}

async function examineNode(device: DevicePlace): Promise<Check> {
  const { path } = await openFinder({ platform: device.platform, env: device.env, fileEnv: {} }, device.home).find('node', null)
  const next = `Install Node.js ${OLDEST_NODE} or newer (https://nodejs.org) to play the rehearsal. Real runs do not need it.`
  if (path === null) return { about: 'system', ok: true, what: 'Node.js was not found.', next }
  const { env, home } = device
  const said = await runProcess({ command: path, args: ['--version'], cwd: home, env, timeoutMs: VERSION_TIMEOUT_MS })
  const version = /\d+(?:\.\d+)+/.exec(said.stdout)?.[0] ?? null
  if (version === null) return { about: 'system', ok: true, what: `Node.js at ${path} does not run.`, next }
  return { about: 'system', ok: true, what: `Node.js ${version} is ${path}.`, next: isOlder(version, OLDEST_NODE) ? next : null }
}

function isOlder(version: string, least: string): boolean {
  return version.localeCompare(least, 'en', { numeric: true }) < 0
}
