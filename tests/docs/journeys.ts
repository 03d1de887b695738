import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { STORY, type Outcome, type Workshop } from '../journey/harness.ts'

const ARBITER = path.join(import.meta.dirname, 'arbiter.mjs')
/** Node's test runner prints in another form from version 23 on unless it is told which. */
const GATE = 'gates: ["node --test --test-reporter=tap"]'

/** A note as it was at one moment: its file name and its text. */
export type Shown = readonly [name: string, text: string]

/** The demo's journey: an idea is judged, built, rejected, mended, passed, landed and looked back on. */
export async function demoJourney(shop: Workshop): Promise<readonly Shown[]> {
  const feature = 'discount-codes'
  const show = new Album(shop)
  shop.writeConfig('rehearsal', '{ kind: rehearsal }')
  await must(shop, 0, 'init', '--vault', shop.vault, '--repo', shop.shop, '--name', 'shop')
  show.note('core-rules', 'policy.md')
  shop.setPolicy([GATE])
  await must(shop, 0, 'trust', '--yes')
  await must(shop, 0, 'spec', feature, '--from', path.join(STORY, 'spec.md'))
  show.note('active', '_spec.md')
  await must(shop, 0, 'court', feature)
  show.note('decisions', '_court.md')
  await must(shop, 3, 'implement', feature)
  show.note('active', '_plan.md')
  await must(shop, 0, 'answer', feature, 'plan', 'approve')
  await must(shop, 0, 'implement', feature)
  await must(shop, 4, 'critique', feature)
  show.note('active', '_critique.md')
  await must(shop, 0, 'implement', feature)
  await must(shop, 0, 'critique', feature)
  show.note('active', '_critique-2.md')
  await must(shop, 0, 'land', feature)
  show.note('active', '_implement.md')
  await must(shop, 0, 'retro', feature)
  show.note('archive', '_retro.md')
  show.note('core-rules', 'workflow.md')
  return show.shown
}

/** A hotfix without a court, whose retro asks two questions; and a court on which a person sits. */
export async function hotfixJourney(shop: Workshop): Promise<readonly Shown[]> {
  const feature = 'negative-price'
  const show = new Album(shop)
  writeSlip(shop)
  shop.writeConfig('rehearsal', `{ kind: rehearsal }\n  arbiter: { kind: command, argv: ${JSON.stringify([process.execPath, ARBITER])} }\n  me: { kind: person }`)
  await must(shop, 0, 'init', '--vault', shop.vault, '--repo', shop.shop, '--name', 'shop')
  writeOlderRule(shop)
  shop.setPolicy([GATE, 'jurors: [me:risk]', 'verifier: arbiter'])
  await must(shop, 0, 'trust', '--yes')
  await must(shop, 3, 'implement', feature, '--hotfix', 'MINUS20 on a small cart gives a negative price, and the till pays it out.')
  await must(shop, 0, 'answer', feature, 'plan', 'approve')
  await must(shop, 0, 'implement', feature)
  show.note('active', '_implement.md')
  await must(shop, 0, 'critique', feature)
  await must(shop, 3, 'retro', feature)
  show.note('active', '_retro.md')
  await must(shop, 0, 'spec', 'gift-cards', '--from', path.join(STORY, 'spec.md'))
  await must(shop, 3, 'court', 'gift-cards')
  show.note('active', 'gift-cards_opinion.md')
  return show.shown
}

class Album {
  readonly shown: Shown[] = []

  constructor(private readonly shop: Workshop) {}

  /** Keeps the note of a folder whose name ends so, as it now reads. */
  note(folder: string, ending: string): void {
    const name = this.shop.notes(folder).find((one) => one.endsWith(ending))
    if (name === undefined) throw new Error(`no note …${ending} in ${folder}: ${this.shop.notes(folder).join(', ')}`)
    this.shown.push([name, this.shop.read(`forge/${folder}/${name}`)])
  }
}

async function must(shop: Workshop, exit: number, ...args: readonly string[]): Promise<Outcome> {
  const outcome = await shop.forge(...args)
  if (outcome.exit === exit) return outcome
  throw new Error(`forge ${args.join(' ')} gave ${String(outcome.exit)} instead of ${String(exit)}\n${outcome.stdout}${outcome.stderr}`)
}

/** The shop as it is after the first attempt of the story: right but for prices below zero. */
function writeSlip(shop: Workshop): void {
  const source = [
    "import { total } from './cart.mjs'",
    '',
    'const CODES = { SPRING10: { percent: 10 }, MINUS20: { amount: 20 } }',
    '',
    'export function discounted(items, code) {',
    '  const sum = total(items)',
    '  const discount = CODES[code]',
    '  if (!discount) return sum',
    '  if (discount.percent) return sum - (sum * discount.percent) / 100',
    '  return sum - discount.amount',
    '}',
    '',
  ].join('\n')
  writeFileSync(path.join(shop.shop, 'src/discount.mjs'), source)
  shop.git('add', '.')
  shop.git('-c', 'user.name=Test', '-c', 'user.email=test@localhost', 'commit', '--quiet', '--message', 'Add discount codes')
}

function writeOlderRule(shop: Workshop): void {
  mkdirSync(path.join(shop.vault, 'forge/core-rules'), { recursive: true })
  const rule = [
    '### Show negative prices as refunds',
    '',
    '- **Context:** A discount, refund or credit is taken off a sum',
    '- **Pattern:** Return the price as it is, below zero too, and show it as a refund.',
  ]
  shop.write('forge/core-rules/workflow.md', `---\ntitle: Workflow rules\ncategory: forge/rules\n---\n\n# Workflow rules\n\n## Money\n\n${rule.join('\n')}\n`)
}
