// The built plugin in a browser, around a sample vault: real files, real processes, Obsidian's looks approximated.
// Usage: node scripts/preview.mjs [--vault FOLDER] [--empty] [--port N]
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
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

const { values } = parseArgs({
  options: { vault: { type: 'string' }, empty: { type: 'boolean' }, port: { type: 'string', default: '0' }, help: { type: 'boolean' } },
})
const say = (text) => process.stdout.write(`${text}\n`)

if (values.help) say(HELP)
else await serve()

async function serve() {
  const place = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-sample-')))
  const env = values.vault === undefined ? makeSample(place) : process.env
  const vault = values.vault === undefined ? path.join(place, 'vault') : path.resolve(values.vault)
  const { startPreview } = await loadServer(place)
  const preview = await startPreview({ root: ROOT, vault, plugin: ROOT, env, port: Number(values.port) })
  say(`Desktop  ${preview.address()}\nPhone    ${preview.address('phone=1')}\nDark     add &theme=dark (or ?theme=dark) to either.\n`)
  say(`Vault    ${vault}\nStop     Ctrl-C${values.vault === undefined ? '; the sample goes with it' : ''}.`)
  await untilStopped()
  await preview.close()
  rmSync(place, { recursive: true, force: true })
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
function makeSample(place) {
  const at = (name) => path.join(place, name)
  for (const folder of ['vault', 'device']) mkdirSync(at(folder))
  makeShop(at('shop'))
  const worktrees = JSON.stringify(at('worktrees'))
  writeFileSync(at('device/config.yaml'), `agents:\n  rehearsal: { kind: rehearsal }\nworktrees_at: ${worktrees}\n`)
  const env = { ...process.env, FORGE_HOME: at('device'), XDG_CACHE_HOME: at('cache'), FORGE_REHEARSAL_PACE_MS: PACE_MS }
  const forge = (...args) => runForge(args, { cwd: at('shop'), env: { ...env, FORGE_REHEARSAL_PACE_MS: '0' } })
  forge('init', '--vault', at('vault'), '--repo', at('shop'), '--name', 'shop')
  setGate(at('vault/forge/core-rules/policy.md'))
  forge('trust', '--yes')
  if (values.empty) return env
  forge('spec', FEATURE, '--from', path.join(STORY, 'spec.md'))
  forge('court', FEATURE)
  forge('implement', FEATURE)
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

function runForge(args, options) {
  try {
    execFileSync(process.execPath, [CLI, ...args], { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (failed) {
    if (failed.status !== WAITS) throw new Error(`forge ${args.join(' ')}: ${String(failed.stderr)}`)
  }
}

function untilStopped() {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve)
  })
}
