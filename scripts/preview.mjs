// The built plugin in a browser, around a sample vault: real files, real processes, Obsidian's looks approximated.
// Usage: node scripts/preview.mjs [--vault FOLDER] [--empty] [--port N]
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import esbuild from 'esbuild'

const ROOT = path.resolve(import.meta.dirname, '..')
const CLI = path.join(ROOT, 'dist', 'cli.js')
const STORY = path.join(ROOT, 'templates', 'rehearsal')
const FEATURE = 'discount-codes'
const WAITS = 3
/** How long the scripted agent thinks at each step, so that there is something to watch. */
const PACE_MS = '400'

const HELP = `Serves the built plugin in a browser, in a page that plays Obsidian around a vault.

  --vault FOLDER  a vault of yours; without it a sample is made and removed at the end
  --empty         a sample vault with nothing in it but the linked shop
  --port N        the port (otherwise any free one)

The page reads and writes that vault and runs programs with your rights. It listens on this machine alone, and the
address holds a secret: whoever has the address can do what you can. macOS and Linux only.
`

const USAGE_EXIT = 2
const say = (text) => process.stdout.write(`${text}\n`)
const complain = (text) => process.stderr.write(`${text}\n`)
const stop = new AbortController()

const wish = readWish()
if (wish.help) say(HELP)
else if (wish.wrong !== undefined) refuse(wish.wrong)
else await serve(wish)

/** What is asked for, or in one sentence what is wrong with it. */
function readWish() {
  try {
    const text = { type: 'string' }
    const { values } = parseArgs({ options: { vault: text, empty: { type: 'boolean' }, port: text, help: { type: 'boolean' } } })
    const { vault, port = '0' } = values
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) return { wrong: `--port takes a number up to 65535, not ${port}.` }
    if (vault !== undefined && !isFolder(vault)) return { wrong: `There is no folder ${vault}.` }
    return { ...values, port: Number(port) }
  } catch (failed) {
    return { wrong: `${failed.message.split('. ')[0]}.` }
  }
}

function isFolder(folder) {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true
}

function refuse(wrong) {
  complain(`${wrong} See npm run preview -- --help.`)
  process.exitCode = USAGE_EXIT
}

/** Leaves nothing behind, however it ends. A second Ctrl-C does not wait for that. */
async function serve(wish) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => stop.abort())
  const place = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-sample-')))
  try {
    await serveFrom(place, wish)
  } catch (failed) {
    // Who stops it stops what it works with, too.
    if (!stop.signal.aborted) tellFailure(failed, wish.port)
  } finally {
    rmSync(place, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
}

async function serveFrom(place, wish) {
  const { startPreview } = await loadServer(place)
  const isSample = wish.vault === undefined
  const env = isSample ? await makeSample(place, wish) : process.env
  const vault = isSample ? path.join(place, 'vault') : path.resolve(wish.vault)
  const built = path.join(place, 'page')
  mkdirSync(built)
  stop.signal.throwIfAborted()
  const preview = await startPreview({ root: ROOT, vault, plugin: ROOT, env, port: wish.port, built })
  try {
    say(`Desktop  ${preview.address()}\nPhone    ${preview.address('phone=1')}\nDark     add &theme=dark (or ?theme=dark) to either.\n`)
    say(`Vault    ${vault}\nStop     Ctrl-C${isSample ? '; the sample goes with it' : ''}.`)
    if (!stop.signal.aborted) await once(stop.signal, 'abort')
  } finally {
    await preview.close()
  }
}

function tellFailure(failed, port) {
  const isPort = ['EADDRINUSE', 'EACCES'].includes(failed.code)
  complain(
    isPort
      ? `Port ${port} is not free. Name another one, or none, and any free one is taken.`
      : `The preview did not start: ${failed.message}`,
  )
  process.exitCode = 1
}

/** The server is TypeScript and shared with the tests. */
async function loadServer(place) {
  const outfile = path.join(place, 'server.mjs')
  const entry = path.join(ROOT, 'tests/preview/server/server.ts')
  // What the bundle leaves out is found from the project.
  const banner = {
    js: `import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(${JSON.stringify(import.meta.url)});`,
  }
  const external = {
    name: 'esbuild',
    setup: ({ onResolve }) => onResolve({ filter: /^esbuild$/ }, () => ({ path: import.meta.resolve('esbuild'), external: true })),
  }
  await esbuild.build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner,
    plugins: [external],
    absWorkingDir: ROOT,
  })
  return import(pathToFileURL(outfile).href)
}

/** A shop under git, a vault linked to it, the scripted agent, and a feature whose plan waits. Gives the environment it all lives in. */
async function makeSample(place, { empty }) {
  const at = (name) => path.join(place, name)
  for (const folder of ['vault', 'device']) mkdirSync(at(folder))
  makeShop(at('shop'))
  const worktrees = JSON.stringify(at('worktrees'))
  writeFileSync(at('device/config.yaml'), `agents:\n  rehearsal: { kind: rehearsal }\nworktrees_at: ${worktrees}\n`)
  const env = { ...process.env, FORGE_HOME: at('device'), XDG_CACHE_HOME: at('cache'), FORGE_REHEARSAL_PACE_MS: PACE_MS }
  const forge = (...args) => runForge(args, { cwd: at('shop'), env: { ...env, FORGE_REHEARSAL_PACE_MS: '0' } })
  await forge('init', '--vault', at('vault'), '--repo', at('shop'), '--name', 'shop')
  setGate(at('vault/forge/core-rules/policy.md'))
  await forge('trust', '--yes')
  if (empty) return env
  await forge('spec', FEATURE, '--from', path.join(STORY, 'spec.md'))
  await forge('court', FEATURE)
  await forge('implement', FEATURE)
  return env
}

function makeShop(shop) {
  const git = (...args) => execFileSync('git', args, { cwd: shop, stdio: 'pipe' })
  cpSync(path.join(STORY, 'shop'), shop, { recursive: true })
  git('init', '--quiet', '--initial-branch', 'main')
  git('config', 'user.name', 'Sample')
  git('config', 'user.email', 'sample@localhost')
  git('config', 'commit.gpgsign', 'false')
  git('add', '.')
  git('commit', '--quiet', '--message', 'Open the corner shop')
}

/** The shop's tests become the gate, as a person would write it into the policy. */
function setGate(policy) {
  const text = readFileSync(policy, 'utf8')
  const gates = 'gates: ["node --test"]'
  writeFileSync(policy, /^gates:/m.test(text) ? text.replace(/^gates:.*$/m, gates) : text.replace(/^---\n/, `---\n${gates}\n`))
}

/** `options`: of the process. */
async function runForge(args, options) {
  stop.signal.throwIfAborted()
  const child = spawn(process.execPath, [CLI, ...args], { ...options, stdio: ['ignore', 'ignore', 'pipe'] })
  const end = () => child.kill()
  stop.signal.addEventListener('abort', end)
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text) => (said += text))
  const [status] = await once(child, 'close')
  stop.signal.removeEventListener('abort', end)
  if (status !== 0 && status !== WAITS) throw new Error(`forge ${args.join(' ')}: ${said.trim()}`)
}
