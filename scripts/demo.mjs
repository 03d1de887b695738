// One feature's whole life, from spec to archive, driven through the built command as a person would drive it.
// Usage: node scripts/demo.mjs [--agent rehearsal|claude|codex|gemini|kimi|qwen|opencode] [--into FOLDER]
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

const ROOT = path.resolve(import.meta.dirname, '..')
const CLI = path.join(ROOT, 'dist', 'cli.js')
const STORY = path.join(ROOT, 'templates', 'rehearsal')
const MARK = '.forge-demo'
const FEATURE = 'discount-codes'
const MAX_ATTEMPTS = 3
const EXIT = { done: 0, wrongUse: 2, waits: 3, no: 4 }
/** What each kind of agent needs in the device config beside its name. */
const AGENTS = { rehearsal: '', claude: '', codex: '', gemini: '', kimi: ', unconfined: true', qwen: '', opencode: '' }
const USAGE = `Usage: npm run demo -- [--agent ${Object.keys(AGENTS).join('|')}] [--into FOLDER]`

const say = (text) => process.stdout.write(`${text}\n`)
const { agent, into } = options()
const place = path.resolve(into)
const at = (name) => path.join(place, name)

function options() {
  const help = { type: 'boolean', default: false }
  const { values } = parseArgs({
    options: { agent: { type: 'string', default: 'rehearsal' }, into: { type: 'string', default: 'demo' }, help },
  })
  if (!values.help && Object.hasOwn(AGENTS, values.agent)) return values
  say(values.help ? USAGE : `There is no agent ${values.agent} for the demo.\n${USAGE}`)
  process.exit(values.help ? EXIT.done : EXIT.wrongUse)
}

function clearPlace() {
  if (existsSync(place) && !existsSync(at(MARK))) {
    say(`${place} exists and is not a demo of Forge's, so it is left alone.\nNext: move it away, or choose another folder with --into.`)
    process.exit(1)
  }
  rmSync(place, { recursive: true, force: true, maxRetries: 10 })
  for (const folder of ['vault', 'device']) mkdirSync(at(folder), { recursive: true })
  writeFileSync(at(MARK), 'Made by npm run demo, which replaces this folder each time.\n')
}

function git(...args) {
  execFileSync('git', args, { cwd: at('shop'), stdio: 'pipe' })
}

function makeShop() {
  cpSync(path.join(STORY, 'shop'), at('shop'), { recursive: true })
  git('init', '--quiet', '--initial-branch', 'main')
  git('config', 'user.name', 'Demo')
  git('config', 'user.email', 'demo@localhost')
  git('config', 'commit.gpgsign', 'false')
  git('add', '.')
  git('commit', '--quiet', '--message', 'Open the corner shop')
}

function writeDeviceConfig() {
  writeFileSync(
    at('device/config.yaml'),
    `# This device, for the demo only.\nagents:\n  ${agent}: { kind: ${agent}${AGENTS[agent]} }\nworktrees_at: ${JSON.stringify(at('worktrees'))}\n`,
  )
}

/** Runs one command of Forge, shows it, what it says and its exit code, and gives that code. */
function forge(why, ...args) {
  say(`\n── ${why}\n$ forge ${args.map((word) => (/^[\w./:-]+$/.test(word) ? word : JSON.stringify(word))).join(' ')}`)
  const env = { ...process.env, FORGE_HOME: at('device'), FORGE_REHEARSAL_PACE_MS: process.env.FORGE_REHEARSAL_PACE_MS ?? '120' }
  const run = spawnSync(process.execPath, [CLI, ...args], { cwd: at('shop'), env, stdio: ['ignore', 'inherit', 'inherit'] })
  const exit = run.status ?? 1
  say(`→ exit code ${exit}`)
  return exit
}

/** As `forge`, and ends the demo where it came to anything but `expected`. */
function must(expected, why, ...args) {
  const exit = forge(why, ...args)
  if (expected.includes(exit)) return exit
  say(`\nThe journey ends here: exit code ${exit}. What is written stays in ${at('vault')}; the sentence above says what to do next.`)
  process.exit(exit === 0 ? 1 : exit)
}

function build(attempt) {
  const why =
    attempt === 1 ? 'The gate is open, so a plan is made and waits for you' : `Attempt ${attempt} starts from the findings that stand`
  if (must([EXIT.done, EXIT.waits], why, 'implement', FEATURE) === EXIT.done) return
  must([EXIT.done], 'You read the plan and approve it (in Obsidian you would tick the box)', 'answer', FEATURE, 'plan', 'approve')
  must([EXIT.done], 'The builder works in a worktree of its own; the gates decide whether it is built', 'implement', FEATURE)
}

function reviewed(attempt) {
  const expected = attempt < MAX_ATTEMPTS ? [EXIT.done, EXIT.no] : [EXIT.done]
  const passed = must(expected, 'Reviewers read the diff; every claim is checked against it', 'critique', FEATURE) === EXIT.done
  if (!passed)
    say(
      'REJECTED, and exit code 4: a finding with a real line and a real quote stands. A claim whose quote is not in the diff is shown apart and never counted.',
    )
  return passed
}

function journey() {
  must(
    [EXIT.done],
    'Link the repo to a vault; nothing else is touched',
    'init',
    '--vault',
    at('vault'),
    '--repo',
    at('shop'),
    '--name',
    'shop',
  )
  setPolicy()
  must([EXIT.done], 'An idea becomes a spec note', 'spec', FEATURE, '--from', path.join(STORY, 'spec.md'))
  must([EXIT.done], 'Three blind jurors score it; code computes the verdict', 'court', FEATURE)
  must([EXIT.done], 'This device approves the exact commands it will run', 'trust', '--yes')
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    build(attempt)
    if (reviewed(attempt)) break
  }
  must([EXIT.done], 'It passed, so it lands as one commit, after the gates passed on the merged tree', 'land', FEATURE)
  must([EXIT.done], 'What was learned becomes a rule; the notes are archived, the decision stays', 'retro', FEATURE)
  must([EXIT.done], 'Where everything stands', 'status', FEATURE)
}

/**
 * The shop's tests become the gate, and the demo's agent sits in every seat, as a person would write it into the policy: init may have found
 * other agents on this device, which nobody wants to be asked here.
 */
function setPolicy() {
  const file = at('vault/forge/core-rules/policy.md')
  const seats = ['value', 'cost', 'risk'].map((lens) => `${agent}:${lens}`).join(', ')
  const lines = ['gates: ["node --test"]', `jurors: [${seats}]`, `verifier: ${agent}`]
  writeFileSync(file, lines.reduce(withLine, readFileSync(file, 'utf8')))
}

function withLine(text, line) {
  const old = new RegExp(`^${line.slice(0, line.indexOf(':'))}:.*$`, 'm')
  return old.test(text) ? text.replace(old, line) : text.replace(/^---\n/, `---\n${line}\n`)
}

clearPlace()
makeShop()
writeDeviceConfig()
if (AGENTS[agent].includes('unconfined'))
  say(
    `Nothing holds the writing of ${agent} to its folder, so as a builder it needs "unconfined: true", which the config of this demo says.`,
  )
if (agent === 'rehearsal')
  say('A rehearsal: the agent is scripted. It is a real process and every check is real, but no model is asked and nothing is paid.')
journey()
say(`\nOpen ${at('vault')} in Obsidian to read the notes. The shop's history: git -C ${at('shop')} log --oneline`)
