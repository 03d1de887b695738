// The rehearsal: an agent that plays a fixed story on the small shop beside this file. It is spawned as a real process and speaks the
// command-agent protocol (docs/agents.md), so a whole journey can be seen without a model, a key or a bill.
// It keeps no state: what it does next follows from the files in its folder, as it would for an agent that is asked again after a crash.
import { readFileSync, writeFileSync, existsSync, mkdirSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'

const PACE_MS = Number(process.env.FORGE_REHEARSAL_PACE_MS ?? 0)
const CODE = 'src/discount.mjs'
const TEST = 'test/discount.test.mjs'

const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`)

async function think(...lines) {
  for (const text of lines) {
    say({ type: 'text', text: `Rehearsal: ${text}` })
    await pause(PACE_MS)
  }
}

// ---- The code as the story's builder writes it: first with a slip that the tests catch, then with one that only a reviewer sees, then right.

const code = (percent, amount) => `import { total } from './cart.mjs'

const CODES = {
  SPRING10: { percent: 10 },
  MINUS20: { amount: 20 },
}

/** The price of the items after a discount code, in whole currency units. An unknown code changes nothing. */
export function discounted(items, code) {
  const sum = total(items)
  const discount = CODES[code]
  if (!discount) return sum
  if (discount.percent) return ${percent}
  return ${amount}
}
`
const WRONG_PERCENT = 'sum - sum * (discount.percent / 10)'
const RIGHT_PERCENT = 'sum - (sum * discount.percent) / 100'
const BELOW_ZERO = 'sum - discount.amount'
const CLAMPED = 'Math.max(0, sum - discount.amount)'

const tests = (extra) => `import assert from 'node:assert/strict'
import { test } from 'node:test'
import { discounted } from '../src/discount.mjs'

const books = [{ price: 25, count: 4 }]

test('a percentage comes off the sum', () => assert.equal(discounted(books, 'SPRING10'), 90))
test('an amount comes off the sum', () => assert.equal(discounted(books, 'MINUS20'), 80))
test('an unknown code changes nothing', () => assert.equal(discounted(books, 'NOPE'), 100))
${extra}`
const CLAMP_TEST = `test('the price never falls below zero', () => assert.equal(discounted([{ price: 5, count: 1 }], 'MINUS20'), 0))\n`

function stageOfStory() {
  if (!existsSync(CODE)) return 'nothing'
  const source = readFileSync(CODE, 'utf8')
  if (source.includes(WRONG_PERCENT)) return 'slip'
  return source.includes(CLAMPED) ? 'right' : 'below-zero'
}

function write(path, text) {
  mkdirSync(path.slice(0, path.lastIndexOf('/')), { recursive: true })
  const kind = existsSync(path) ? 'edited' : 'added'
  say({ type: 'tool', name: 'write', detail: path })
  writeFileSync(path, text)
  say({ type: 'change', path, kind })
}

// ---- One answer per role.

const JURORS = {
  value: { scores: [8, 7, 3, 7, 2, 8], says: 'Shops lose carts over missing codes; this is small and asked for.' },
  cost: { scores: [7, 6, 2, 8, 1, 7], says: 'One module and one table of codes; the upkeep is close to nothing.' },
  risk: { scores: [7, 6, 4, 7, 3, 6], says: 'Money code needs its edges tested, above all sums near zero.' },
}

async function juror(task) {
  const part = JURORS[task.focus] ?? JURORS.value
  await think('reading the spec', `weighing it under the lens "${task.focus}"`)
  const [benefit, necessity, burden, performance, bottleneck, currency] = part.scores
  const reason = `Rehearsal: ${part.says}`
  return {
    scores: { benefit, necessity, burden, performance, bottleneck, currency },
    reasons: Object.fromEntries(['benefit', 'necessity', 'burden', 'performance', 'bottleneck', 'currency', 'security', 'conflict'].map((key) => [key, reason])),
    security: { verdict: 'PASS', evidence: '' },
    conflict: { verdict: 'PASS', evidence: '' },
    recommendation: 'GO',
    decision: 'Add discount codes as a table in one module of the cart (rehearsal).',
    objection: task.focus === 'risk' ? 'A fixed amount can exceed the sum; nothing in the spec says what happens then (rehearsal).' : 'None that outweighs the benefit (rehearsal).',
    change_my_mind: 'Codes that must be changed without a release (rehearsal).',
    options: [
      { option: 'A table in the code', for: 'No new moving part', against: 'A new code needs a release' },
      { option: 'A codes service', for: 'Codes change at any time', against: 'Far more than this shop needs' },
    ],
    consequences: ['Every new code is a reviewed change (rehearsal).'],
    revisit_when: 'There are more than twenty codes.',
  }
}

async function planner() {
  await think('reading the cart and its tests', 'writing the plan')
  say({ type: 'tool', name: 'read', detail: 'src/cart.mjs' })
  return {
    summary: 'Add a discount module beside the cart, with a test for each kind of code (rehearsal).',
    changes: [],
    new_files: [
      { path: CODE, purpose: 'The codes and the discounted price' },
      { path: TEST, purpose: 'A test for each kind of code' },
    ],
    tests: [{ what: 'Percentage, amount and unknown code', command: 'node --test' }],
    risks: ['Rounding of percentages (rehearsal).'],
  }
}

async function builder() {
  const stage = stageOfStory()
  await think(stage === 'nothing' ? 'writing the module and its tests' : stage === 'slip' ? 'the test says 0, it should be 90: a percentage is out of a hundred' : 'clamping the price at zero, with a test')
  if (stage === 'nothing') {
    write(CODE, code(WRONG_PERCENT, BELOW_ZERO))
    write(TEST, tests(''))
  } else if (stage === 'slip') write(CODE, code(RIGHT_PERCENT, BELOW_ZERO))
  else {
    write(CODE, code(RIGHT_PERCENT, CLAMPED))
    write(TEST, tests(CLAMP_TEST))
  }
  return {
    summary: stage === 'below-zero' ? 'The price is clamped at zero, and a test holds it (rehearsal).' : 'Discount codes work for percentages and amounts (rehearsal).',
    decisions: ['An unknown code changes nothing instead of failing (rehearsal).'],
    commit: stage === 'below-zero'
      ? { type: 'fix', scope: 'discount', subject: 'keep the price at or above zero', body: 'A code worth more than the cart no longer gives a negative price.' }
      : { type: 'feat', scope: 'discount', subject: 'add discount codes', body: 'Percentages and fixed amounts, from a table in the module.' },
  }
}

function lineOf(path, text) {
  const lines = readFileSync(path, 'utf8').split('\n')
  const index = lines.findIndex((line) => line.includes(text))
  return { line: index + 1, quote: (lines[index] ?? '').trim() }
}

async function reviewer(task) {
  await think('reading the diff', `looking for ${task.focus} trouble`)
  const found = stageOfStory() === 'below-zero' && task.focus === 'correctness' ? [belowZero(), invented()] : []
  const edge = task.focus === 'correctness' ? [{ ...lineTable(), category: 'edge_case', claim: 'Codes are case-sensitive.', consequence: 'A customer who types spring10 gets no discount.', fix: 'Look the code up in upper case.' }] : []
  return { findings: [...found, ...edge], pre_mortem: premortem(), architecture_notes: [] }
}

const lineTable = () => ({ severity: 'NICE_TO_HAVE', file: CODE, ...lineOf(CODE, 'const discount = CODES[code]') })
const belowZero = () => ({
  severity: 'MUST_FIX', category: 'risk', file: CODE, ...lineOf(CODE, BELOW_ZERO),
  claim: 'A fixed amount that exceeds the sum gives a negative price.',
  consequence: 'A cart of 5 with MINUS20 costs -15: the shop pays the customer.',
  fix: 'Clamp the price at zero and test it.',
})
// The story contains one claim about a line that does not exist, to show that such a claim is set apart and never counted.
const invented = () => ({
  severity: 'MUST_FIX', category: 'performance', file: CODE, line: 12, quote: 'for (const code of await fetchAllCodes())',
  claim: 'All codes are fetched for every cart.', consequence: 'Slow carts.', fix: 'Cache the codes.',
})
const premortem = () => [{ scenario: 'A code is shared on a coupon site', what_breaks: 'Every order uses it, and there is no limit of uses (rehearsal).', likelihood: 'medium' }]

async function verifier() {
  await think('looking at the line alone')
  return stageOfStory() === 'right'
    ? { confirmed: false, reason: 'The price is clamped with Math.max(0, …) and a test holds it (rehearsal).' }
    : { confirmed: true, reason: 'sum - discount.amount is returned unchecked; 5 - 20 is -15 (rehearsal).' }
}

async function historian() {
  await think('reading what happened', 'looking for what should never happen again')
  return {
    rules: [{
      file: 'workflow.md', section: 'Money', name: 'Clamp prices at zero', context: 'A discount, refund or credit is taken off a sum',
      pattern: 'Never return a price below zero; clamp it where it is computed and test the edge.',
    }],
    what_worked: ['The gate caught the wrong percentage before anyone reviewed it (rehearsal).'],
    what_broke: ['The first version returned negative prices (rehearsal).'],
    hotfix_audit: { needed_court: false, reason: 'Small, urgent and covered by a test (rehearsal).' },
  }
}

const arbiter = async () => ({ relation: 'unrelated', reason: 'They speak of different things (rehearsal).' })

const ROLES = { juror, planner, builder, reviewer, verifier, historian, arbiter }

const task = JSON.parse(readFileSync(0, 'utf8'))
const answer = await ROLES[task.role](task)
say({ type: 'usage', input_tokens: 1200 + task.prompt.length % 400, output_tokens: 180, cost_usd: 0 })
say({ type: 'result', answer })
