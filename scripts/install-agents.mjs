// Installs the agent CLIs that `npm run test:real` drives, where that folder lacks them or its lock has changed since.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

const FOLDER = path.resolve(import.meta.dirname, '..', 'tests', 'agents', 'real', 'installed')
const LOCK = path.join(FOLDER, 'package-lock.json')
/** npm writes it last. */
const DONE = path.join(FOLDER, 'node_modules', '.package-lock.json')

const isThere = Boolean(process.env.FORGE_REAL_CLIS) || (existsSync(DONE) && statSync(DONE).mtimeMs >= statSync(LOCK).mtimeMs)
if (!isThere) {
  process.stdout.write(`Installing the agent CLIs into ${FOLDER}\n`)
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: 'inherit', shell: process.platform === 'win32' })
  if (npm.status !== 0) process.stdout.write('The agent CLIs could not be installed.\nNext: see what npm says above, then run it again.\n')
  process.exit(npm.status ?? 1)
}
