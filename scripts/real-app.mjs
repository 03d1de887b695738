// Checks the built plugin in the real Obsidian app, through Obsidian's own command line (app 1.13 or newer, installer 1.12.7 or newer, the
// command line switched on under Settings, General). The app must be running with a vault meant for tests: the plugin is installed into it.
// Usage: npm run real-app -- --vault NAME [--pictures FOLDER]
// Nobody has run this against the real app yet: it was tried only against a stand-in that answers as the documentation says. What fails
// on the first real run may be the script.
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

const ROOT = path.resolve(import.meta.dirname, '..')
const ID = JSON.parse(readFileSync(path.join(ROOT, 'manifest.json'), 'utf8')).id
const ASSETS = ['main.js', 'manifest.json', 'styles.css']
const BOARD = '.forge-board'
const WAIT_TRIES = 40
const WAIT_MS = 250

const { values } = parseArgs({ options: { vault: { type: 'string' }, pictures: { type: 'string', default: 'real-app-pictures' } } })
const say = (text) => process.stdout.write(`${text}\n`)

/** Ends the check with one sentence; what must be undone is undone on the way out. */
class Halt extends Error {}

function stop(text) {
  throw new Halt(text)
}

/** One command of Obsidian's; what it prints, without the line break at the end. */
function obsidian(...words) {
  const args = [`vault=${values.vault}`, ...words]
  try {
    return execFileSync('obsidian', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim()
  } catch (error) {
    if (error.code === 'ENOENT')
      stop('The obsidian command is not on PATH.\nNext: switch it on in Obsidian under Settings, General, Command line interface.')
    return stop(
      `obsidian ${args.join(' ')} failed: ${String(error.stderr).trim()}\nNext: see that the app is running and the vault is open.`,
    )
  }
}

const waiting = new Int32Array(new SharedArrayBuffer(4))

/** Asks again until the answer is right; the app draws a moment after it answered. */
function until(what, look, isRight) {
  for (let tries = 0; tries < WAIT_TRIES; tries += 1) {
    if (isRight(look())) return say(`ok    ${what}`)
    Atomics.wait(waiting, 0, 0, WAIT_MS)
  }
  return stop(`FAILS ${what}: got ${JSON.stringify(look())}`)
}

function install() {
  const folder = obsidian('eval', 'code=`${app.vault.adapter.basePath}/${app.vault.configDir}`').replace(/^=>\s*/, '')
  if (!path.isAbsolute(folder)) stop(`Obsidian did not say where the vault's settings are: ${folder}`)
  const into = path.join(folder, 'plugins', ID)
  mkdirSync(into, { recursive: true })
  for (const name of ASSETS) cpSync(path.join(ROOT, name), path.join(into, name))
  obsidian('plugin:enable', `id=${ID}`)
  obsidian('plugin:reload', `id=${ID}`)
  obsidian('dev:debug', 'on')
  say(`ok    installed into ${into}`)
}

/** The board opens, nothing is logged as an error, and a picture is kept to be looked at. */
function look(name) {
  obsidian('command', `id=${ID}:board`)
  until(
    `${name}: the board is drawn`,
    () => obsidian('dev:dom', `selector=${BOARD}`, 'total'),
    (text) => Number.parseInt(text, 10) > 0,
  )
  const errors = obsidian('dev:errors')
  if (errors.includes(ID)) stop(`FAILS ${name}: no error: got ${errors.slice(0, 2000)}`)
  say(`ok    ${name}: no error`)
  mkdirSync(values.pictures, { recursive: true })
  obsidian('dev:screenshot', `path=${path.resolve(values.pictures, `${name}.png`)}`)
}

function answersAsCommand() {
  const status = obsidian(`${ID}:status`, 'format=json')
  try {
    if (Array.isArray(JSON.parse(status).features)) return say('ok    the status is told as JSON')
  } catch {
    // Told below, with what came.
  }
  return stop(`FAILS the status is told as JSON: got ${status.slice(0, 200)}`)
}

function check() {
  if (values.vault === undefined)
    stop('Name the vault: npm run real-app -- --vault NAME\nUse one that is meant for tests; the plugin is installed into it.')
  install()
  look('desktop')
  answersAsCommand()
  obsidian('dev:mobile', 'on')
  obsidian('plugin:reload', `id=${ID}`)
  try {
    look('phone')
  } finally {
    obsidian('dev:mobile', 'off')
  }
  say(
    `Look at the pictures in ${values.pictures}. By hand: tick a plan's box in both views, drop a folder onto "Link a repo", quit during a run.`,
  )
}

try {
  check()
} catch (error) {
  if (!(error instanceof Halt)) throw error
  say(error.message)
  process.exitCode = 1
}
