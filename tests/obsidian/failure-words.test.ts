import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { inPluginWords, LINK_A_REPO } from '../../src/obsidian/failure-words.ts'

const TERMINAL_WORDS = /\bforge (?!folder)[a-z]+\b|(?:^|\s)--[a-z]/

/** Every text of the core that names a command or a flag of the terminal; what stands in a template is `x`. */
function terminalSentences(): readonly string[] {
  return coreTexts().filter((text) => isSentence(text))
}

function coreTexts(): readonly string[] {
  const root = path.resolve('src')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => /\.ts$/.test(file))
  const core = files.filter((file) => !/^(?:terminal|obsidian|node)[\\/]|^cli\.ts|output-tail|neutral/.test(file))
  return core.flatMap((file) => textsOf(readFileSync(path.join(root, file), 'utf8')))
}

function textsOf(source: string): readonly string[] {
  const texts: string[] = []
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) texts.push(node.text)
    if (ts.isTemplateExpression(node))
      texts.push([node.head.text, ...node.templateSpans.map((span) => `billing${span.literal.text}`)].join(''))
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('x.ts', source, ts.ScriptTarget.ES2022, true))
  return texts
}

function isSentence(text: string): boolean {
  return TERMINAL_WORDS.test(text) && / /.test(text) && !/\b(?:git|node) .*--|^diff --git|^--/.test(text)
}

describe('what the core says, in the words of the plugin', () => {
  it('names no command and no flag of the terminal, whatever the core says', () => {
    const sentences = terminalSentences()
    expect(sentences.length).toBeGreaterThan(30)
    expect(sentences.map(inPluginWords).filter((text) => TERMINAL_WORDS.test(text))).toEqual([])
  })

  it('tells no person to run a stage', () => {
    const bare = coreTexts().filter((text) => /\b[Rr]un (?:court|implement|critique|land|retro|drop)\b/.test(text))
    expect(bare.length).toBeGreaterThan(30)
    expect(bare.map(inPluginWords).filter((text) => /\brun (?:court|implement|critique|land|retro|drop)\b/i.test(text))).toEqual([])
  })

  it.each([
    ['Run forge init --vault DIR --repo DIR.', LINK_A_REPO],
    ['Run forge init --vault DIR --repo DIR --name my.shop. Then go on.', `${LINK_A_REPO} Then go on.`],
    [
      "/home/me/my vault is no vault of Forge's. Run forge init --vault DIR --repo DIR, or name another vault with --vault.",
      `Nothing is linked to this vault yet. ${LINK_A_REPO}`,
    ],
    [
      'The repository shop is not where it was. If it has moved, link it again: forge init --repo DIR --name shop.',
      'The repository shop is not where it was. If it has moved, choose its folder again: Settings, Forge Pipeline.',
    ],
    ['Run forge retro to keep what was learned.', 'Choose Hold retro to keep what was learned.'],
    [
      'Run forge implement, then forge critique, first, or forge drop to give up.',
      'Choose Implement, then Critique, first, or Drop to give up.',
    ],
    [
      'Run forge spec shop-2 to begin it, or forge status to see what there is.',
      'Choose New spec to begin it, or Open board to see what there is.',
    ],
    [
      'Tick one box, or run forge answer billing. Then run forge retro again.',
      'Tick one box, or choose Answer open question. Then choose Hold retro again.',
    ],
    ['Look at what it said with `forge log`, then run the command again.', 'Look at what it said with Show runs, then try again.'],
    ['Run forge critique, or land it anyway with --force and a reason.', 'Choose Critique.'],
    ['Read them, then run forge trust.', 'Read them, then approve them: Settings, Forge Pipeline.'],
    ['Run implement.', 'Next: Implement.'],
    ['Built. Run critique.', 'Built. Next: Critique.'],
    ['Built. Run implement again to run the gates.', 'Built. Choose Implement again to run the gates.'],
    ['Read the plan in forge/active/2026-03-05_billing_plan.md, tick one box, then run implement.', 'The plan waits for you.'],
    [
      'Wait until it ends or stop it, then run the command again. If no such process runs there any more, delete /home/me/my shop/.git/forge/locks/a.lock.',
      'Wait for it, or stop it in the window or terminal where it runs.',
    ],
    [
      'Name some with --jurors agent:value,agent:cost or in the policy note.',
      'Name an agent as a juror, or add yourself as one: Settings, Forge Pipeline.',
    ],
    ['Run git init there.', 'Run git init there.'],
    ['billing: PASS. The forge folder stays.', 'billing: PASS. The forge folder stays.'],
  ])('says %j as %j', (core, plugin) => {
    expect(inPluginWords(core)).toBe(plugin)
  })
})
