// Figures of Forge on this machine. Times are medians of alternating runs and shown beside something that everybody knows, measured in the same
// minute: the ratio says more than the milliseconds, which depend on the machine and on what else it does.
// Usage: node scripts/bench.mjs [--rounds N]
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import esbuild from 'esbuild'
import { agentFigures } from './agent-figures.mjs'
import { boardFigures } from './board-figures.mjs'

const ROOT = path.resolve(import.meta.dirname, '..')
const CLI = path.join(ROOT, 'dist', 'cli.js')
const NOTES = path.join(ROOT, 'docs', 'notes')
const SHOP = path.join(ROOT, 'templates', 'rehearsal', 'shop')
const FEATURES = 500
const OTHERS = 10_000
const MEGABYTE = 1_000_000
/** The index reads a note again that was written a moment ago: notes in a vault are older than that. */
const LONG_AGO = new Date('2026-03-06T12:00:00Z')

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } })
const ROUNDS = Number(values.rounds)
const place = mkdtempSync(path.join(os.tmpdir(), 'forge-bench-'))
const at = (...names) => path.join(place, ...names)

// ---- Measuring

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)]

async function timed(act) {
  const began = performance.now()
  await act()
  return performance.now() - began
}

/** Runs each of several acts in turn, round after round, so that a busy moment hits all alike. Medians in ms, by name. */
async function alternate(acts, rounds = ROUNDS) {
  const times = Object.fromEntries(Object.keys(acts).map((name) => [name, []]))
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, act] of Object.entries(acts)) times[name].push(await timed(() => act(round)))
  }
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, median(all)]))
}

const rows = []
const ms = (time) => (time < 10 ? `${time.toFixed(2)} ms` : `${time.toFixed(0)} ms`)
const times = (a, b) => `${(a / b).toFixed(a / b < 10 ? 2 : 0)} ×`

function row(figure, value, beside = '') {
  rows.push([figure, value, beside])
}

// ---- Programs

const ENV = { PATH: process.env.PATH, HOME: place, FORGE_HOME: at('device'), GIT_CONFIG_NOSYSTEM: '1', LANG: 'C.UTF-8' }

function node(args, folder = place) {
  const run = spawnSync(process.execPath, args, { cwd: folder, env: ENV, encoding: 'utf8', maxBuffer: 100 * MEGABYTE })
  if (run.status !== 0)
    throw new Error(`node ${args.join(' ')} exited with ${run.status}\n${run.stdout.slice(0, 2000)}${run.stderr.slice(0, 2000)}`)
  return run.stdout
}

const forge = (args, folder) => node([CLI, ...args], folder)
const bareNode = () => node(['-e', '0'])

/** A module of Forge's own, bundled for this process. */
async function load(file) {
  const outfile = at(`${path.basename(file, '.ts')}.mjs`)
  const banner = { js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);" }
  await esbuild.build({
    entryPoints: [path.join(ROOT, 'src', file)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    outfile,
    banner,
    logLevel: 'error',
  })
  return import(pathToFileURL(outfile).href)
}

// ---- The vault

function write(file, text) {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
  utimesSync(file, LONG_AGO, LONG_AGO)
}

/** 3,000 notes as Forge writes them (those of docs/notes under other names), a tenth of the features still open, among 10,000 others. */
function makeVault() {
  const kinds = ['spec', 'court', 'plan', 'implement', 'critique']
  const texts = Object.fromEntries(
    [...kinds, 'critique-2', 'retro'].map((kind) => [kind, readFileSync(path.join(NOTES, `2026-03-05_discount-codes_${kind}.md`), 'utf8')]),
  )
  for (let n = 0; n < FEATURES; n += 1) makeFeature(`feature-${n}`, n, kinds, texts)
  write(at('vault', 'forge', 'core-rules', 'policy.md'), readFileSync(path.join(NOTES, 'policy.md'), 'utf8'))
  const words = 'The week began with a walk and a list of what could wait until the rain was over. '
  for (let n = 0; n < OTHERS; n += 1) {
    const keys =
      n % 2 === 0
        ? `---\ntitle: Day ${n}\ntags: [diary, year-${n % 9}]\ndate: 2026-01-${String((n % 28) + 1).padStart(2, '0')}\n---\n\n`
        : ''
    write(at('vault', 'diary', `month-${n % 100}`, `day-${n}.md`), `${keys}# Day ${n}\n\n${words.repeat(5 + (n % 40))}\n`)
  }
}

function makeFeature(name, n, kinds, texts) {
  const isOpen = n % 10 === 0
  const isRejected = n % 20 === 0
  for (const kind of [...kinds, isOpen ? 'critique-2' : 'retro']) {
    const text = texts[kind].replaceAll('discount-codes', name).replace(isOpen ? /^(?:landed_sha|target): .*\n/gm : /$^/, '')
    const folder = kind === 'court' ? 'decisions' : isOpen ? 'active' : 'archive'
    write(
      at('vault', 'forge', folder, `2026-03-05_${name}_${kind}.md`),
      isRejected && kind === 'implement' ? text.replace('attempt: 2', 'attempt: 1') : text,
    )
  }
}

// ---- The figures

async function start() {
  const { bare, version } = await alternate({ bare: bareNode, version: () => forge(['--version']) })
  row('forge --version', ms(version), `${times(version, bare)} node -e 0`)
}

async function status() {
  makeVault()
  write(at('device', 'config.yaml'), `vaults: { bench: ${JSON.stringify(at('vault'))} }\n`)
  const listed = JSON.parse(forge(['status', '--json'])).features.length
  if (listed !== FEATURES) throw new Error(`status lists ${listed} features instead of ${FEATURES}`)
  const { bare, here } = await alternate({ bare: bareNode, here: () => forge(['status']) })
  row(`forge status, ${FEATURES * 6} notes of ${FEATURES * 6 + OTHERS}`, ms(here), `${times(here, bare)} node -e 0`)
}

async function index() {
  const { openFolderVault } = await load('vault/folder-vault.ts')
  const open = async () => (await openFolderVault(at('vault'), at('locks'))).value
  const files = readdirSync(at('vault', 'diary'), { recursive: true })
    .map((name) => at('vault', 'diary', name))
    .filter((name) => name.endsWith('.md'))
  const warm = await open()
  await warm.list('diary')
  const touched = (round) => write(files[round], `# Changed in round ${round}\n`)
  const figures = await alternate({
    read: () => files.forEach((file) => readFileSync(file)),
    cold: async () => (await open()).list('diary'),
    stat: () => files.forEach((file) => statSync(file)),
    changed: async (round) => {
      touched(round)
      await warm.list('diary')
    },
  })
  row(`index of ${OTHERS} notes, cold`, ms(figures.cold), `${times(figures.cold, figures.read)} reading the files`)
  row(`index of ${OTHERS} notes, one changed`, ms(figures.changed), `${times(figures.changed, figures.stat)} asking for their sizes`)
}

async function splice() {
  const { setKeys } = await load('markdown/frontmatter.ts')
  const { openFolderVault } = await load('vault/folder-vault.ts')
  const text = readFileSync(path.join(NOTES, '2026-03-05_discount-codes_court.md'), 'utf8')
  const long = text + '\nA paragraph that a person wrote below. '.repeat(Math.ceil((MEGABYTE - text.length) / 39))
  const json = JSON.stringify(Array.from({ length: MEGABYTE / 50 }, (_, n) => ({ n, text: 'as long as it has to be so' })))
  for (const name of ['long', 'plain']) write(at('splice', `${name}.md`), long)
  const vault = (await openFolderVault(at('splice'), at('locks'))).value
  const figures = await alternate(
    {
      parse: () => JSON.parse(json),
      splice: (round) => setKeys(long, { status: round % 2 === 0 ? 'PASS' : 'REJECTED' }),
      copy: () => writeFileSync(at('splice', 'plain.md'), readFileSync(at('splice', 'plain.md'), 'utf8')),
      edit: (round) => vault.edit('long.md', (now) => setKeys(now, { status: round % 2 === 0 ? 'PASS' : 'REJECTED' })),
    },
    ROUNDS * 3,
  )
  row('one key of a 1 MB note, in memory', ms(figures.splice), `${times(figures.splice, figures.parse)} JSON.parse of 1 MB`)
  row('one key of a 1 MB note, in the file', ms(figures.edit), `${times(figures.edit, figures.copy)} reading and writing it`)
}

const JUROR = `
import { readFileSync } from 'node:fs'
JSON.parse(readFileSync(0, 'utf8'))
const criteria = ['benefit', 'necessity', 'burden', 'performance', 'bottleneck', 'currency']
const answer = {
  scores: Object.fromEntries(criteria.map((name) => [name, name === 'burden' || name === 'bottleneck' ? 2 : 8])),
  reasons: Object.fromEntries([...criteria, 'security', 'conflict'].map((name) => [name, 'At once.'])),
  security: { verdict: 'PASS', evidence: '' }, conflict: { verdict: 'PASS', evidence: '' },
  recommendation: 'GO', decision: 'Do it.', objection: '', change_my_mind: '', options: [], consequences: [],
}
process.stdout.write(JSON.stringify({ type: 'result', answer }) + '\\n')
`

async function court() {
  const rounds = Math.min(ROUNDS, 5)
  write(at('juror.mjs'), JUROR)
  cpSync(SHOP, at('shop'), { recursive: true })
  const git = (...args) => spawnSync('git', args, { cwd: at('shop'), env: ENV })
  git('init', '--quiet', '--initial-branch', 'main')
  git('add', '.')
  git('-c', 'user.name=Bench', '-c', 'user.email=bench@localhost', 'commit', '--quiet', '--message', 'Open the shop')
  mkdirSync(at('court'))
  write(
    at('device', 'config.yaml'),
    `agents:\n  instant: { kind: command, argv: ${JSON.stringify([process.execPath, at('juror.mjs')])} }\n`,
  )
  forge(['init', '--vault', at('court'), '--repo', at('shop'), '--name', 'shop'])
  for (let round = 0; round < rounds; round += 1)
    forge(['spec', `idea-${round}`, '--from', path.join(ROOT, 'templates', 'rehearsal', 'spec.md')], at('shop'))
  const figures = await alternate({ jurors: threeJurors, court: (round) => forge(['court', `idea-${round}`], at('shop')) }, rounds)
  const own = figures.court - figures.jurors
  row('court, less its slowest juror', ms(own), `${times(own, figures.jurors)} the three jurors (${ms(figures.jurors)})`)
}

/** The same three programs at once, without Forge: lasts as long as the slowest. */
function threeJurors() {
  const one = () =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [at('juror.mjs')], { stdio: ['pipe', 'ignore', 'ignore'], env: ENV })
      child.on('close', resolve)
      child.stdin.end('{}')
    })
  return Promise.all([one(), one(), one()])
}

async function bundles() {
  execFileSync(process.execPath, ['esbuild.config.mjs', at('built')], { cwd: ROOT, stdio: 'pipe' })
  const plugin = readFileSync(at('built', 'main.js'), 'utf8')
  const stub = new Proxy({}, { get: () => class {} })
  const require = (name) => {
    if (name === 'obsidian') return stub
    throw new Error(`main.js asked for ${name} while it loaded`)
  }
  const wrapped = () => new vm.Script(`(function (exports, require, module) {${plugin}\n})`, { filename: `main-${performance.now()}.js` })
  const figures = await alternate({ compile: () => wrapped(), load: () => wrapped().runInThisContext()({}, require, { exports: {} }) })
  row('main.js', kilobytes(Buffer.byteLength(plugin)), `compiles in ${ms(figures.compile)}, compiles and loads in ${ms(figures.load)}`)
  const parts = readdirSync(at('built', 'dist'))
  const bytes = parts.reduce((sum, name) => sum + statSync(at('built', 'dist', name)).size, 0)
  row(
    'dist/',
    kilobytes(bytes),
    `${parts.length} parts, cli.js ${kilobytes(statSync(at('built', 'dist', 'cli.js')).size)}; its start is the first line`,
  )
}

async function board() {
  for (const cells of boardFigures(at('board.json'))) row(...cells)
}

/** The real CLIs take seconds to start, so there are fewer rounds. */
async function agents() {
  for (const cells of await agentFigures(at('agents'), Math.min(ROUNDS, 5))) row(...cells)
}

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(0)} kB`

// ---- Printing

function print() {
  const widths = [0, 1].map((column) => Math.max(...rows.map((cells) => cells[column].length)))
  for (const [figure, value, beside] of rows) process.stdout.write(`${figure.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${beside}\n`)
}

process.stdout.write(
  `Node ${process.version}, ${os.cpus().length} cores, load ${os.loadavg()[0].toFixed(1)}, medians of ${ROUNDS} rounds\n\n`,
)
try {
  for (const figure of [start, status, index, splice, court, bundles, board, agents]) await figure()
  print()
} finally {
  rmSync(place, { recursive: true, force: true, maxRetries: 10 })
}
