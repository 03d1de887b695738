import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { exitOf } from '../../src/basics/failure.ts'
import { AGENT_KINDS } from '../../src/device/config-schema.ts'
import { ROLES } from '../../src/agents/port.ts'
import { KINDS } from '../../src/agents/kinds.ts'
import { POLICY_KEYS } from '../../src/policy/policy-keys.ts'
import { settlePolicy } from '../../src/policy/settle-policy.ts'
import { VERBS } from '../../src/terminal/verbs.ts'
import { SLOW_MS, Workshop } from '../journey/harness.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const PAGES = ['README.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/agents.md', 'docs/commands.md', 'docs/obsidian.md', 'docs/policy.md', 'docs/notes/README.md']
const LINE_CHARS_MAX = 200

const page = (name: string): string => readFileSync(path.join(ROOT, name), 'utf8')

/** The cells of the rows of every table, by what stands in backticks in the first. */
function rowsOf(text: string): ReadonlyMap<string, readonly string[]> {
  const rows = text.split('\n').filter((line) => line.startsWith('|')).map((line) => line.split(/(?<!\\)\|/).slice(1, -1).map((cell) => cell.trim()))
  return new Map(rows.flatMap((cells) => [...(cells[0] ?? '').matchAll(/`([^`]+)`/g)].map((match) => [match[1] ?? '', cells] as const)))
}

describe('the pages of the documentation', () => {
  it.each(PAGES)('%s leads nowhere that is not there', (name) => {
    const targets = [...page(name).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map((match) => match[1] ?? '').filter((target) => !/^https?:/.test(target))
    for (const target of targets) expect(existsSync(path.join(ROOT, path.dirname(name), target)), target).toBe(true)
  })

  it.each(PAGES)('%s names no file of the source that is not there', (name) => {
    const named = [...page(name).matchAll(/`((?:src|tests|scripts|templates|docs)\/[\w./-]+)`/g)].map((match) => match[1] ?? '')
    for (const file of named) expect(existsSync(path.join(ROOT, file)), file).toBe(true)
  })
})

describe('docs/commands.md', () => {
  const text = page('docs/commands.md')

  it('tells every command with every option', () => {
    for (const { usage, options } of VERBS.filter((verb) => verb.usage !== '')) {
      const [name = ''] = usage.split(' ')
      const row = text.split('\n').find((line) => line.startsWith(`| \`forge ${name}`)) ?? ''
      expect(row, name).not.toBe('')
      for (const [flags] of options) expect(row, `${name} ${flags}`).toContain(flags.split(' ')[0])
    }
  })

  it('tells no command that does not exist', () => {
    const told = [...text.matchAll(/^\| `forge ([a-z]+)/gm)].map((match) => match[1])
    expect(told.sort()).toEqual(VERBS.map((verb) => verb.usage.split(' ')[0] ?? '').filter((name) => name !== '').sort())
  })

  it('tells the exit codes', () => {
    const codes = [...text.matchAll(/^\| (\d+) \|/gm)].map((match) => Number(match[1]))
    expect(codes).toEqual([0, 1, 2, 3, 4, 5, 6, 130])
    for (const [code, exit] of [['bad-usage', 2], ['waits-for-person', 3], ['gates-failed', 4], ['limit-reached', 5], ['locked', 6], ['cancelled', 130]] as const) expect(exitOf(code)).toBe(exit)
  })
})

describe('docs/policy.md', () => {
  const rows = rowsOf(page('docs/policy.md'))

  it('tells every key and no other', () => {
    const keys = Object.keys(POLICY_KEYS)
    expect(keys.filter((key) => !rows.has(key))).toEqual([])
    expect([...rows.keys()].filter((name) => !keys.includes(name))).toEqual([])
  })

  it('tells the defaults as they are', () => {
    const settled = settlePolicy({}, ['first', 'second'])
    for (const [key, value] of Object.entries(settled)) {
      const told = rows.get(key)?.[1] ?? ''
      if (typeof value === 'number' && key !== 'quorum') expect(told, key).toBe(String(value))
      if (value === null || (Array.isArray(value) && value.length === 0)) expect(told, key).toBe('none')
    }
    expect(rows.get('autonomy')?.[1]).toBe(`\`${settled.autonomy}\``)
    expect([settled.quorum, settled.builder, settled.verifier]).toEqual([2, 'first', 'second'])
  })
})

describe('docs/agents.md', () => {
  const text = page('docs/agents.md')
  const shop = new Workshop()
  beforeAll(async () => {
    const file = path.join(shop.folder, 'agent.mjs')
    writeFileSync(file, /```js\n([\s\S]*?)```/.exec(text)?.[1] ?? '')
    shop.writeConfig('mine', `{ kind: command, argv: ${JSON.stringify([process.execPath, file])} }`)
    await shop.open('billing')
  }, SLOW_MS)
  afterAll(() => shop.remove())

  it('shows an agent that works, and that is as short as it says', async () => {
    expect((/```js\n([\s\S]*?)```/.exec(text)?.[1] ?? '').trim().split('\n').length).toBeLessThanOrEqual(15)
    const outcome = await shop.forge('court', 'billing', '--jurors', 'mine:value,mine:cost')
    expect(outcome.document, outcome.stderr).toMatchObject({ verdict: 'GO', error: null })
    expect((await shop.forge('implement', 'billing')).document).toMatchObject({ error: { why: expect.stringContaining('asked as planner') as string } })
  })

  it('tells every kind and every role', () => {
    const rows = rowsOf(text)
    for (const kind of KINDS) expect(rows.has(kind.name), kind.name).toBe(true)
    for (const kind of AGENT_KINDS) expect(text, kind).toContain(`\`${kind}\``)
    for (const role of ROLES) expect(text, role).toContain(`\`${role}\``)
  })
})

describe('ARCHITECTURE.md', () => {
  it('names every room, and no other', () => {
    const told = [...page('ARCHITECTURE.md').matchAll(/^\| `([a-z]+)\/` \|/gm)].map((match) => match[1] ?? '')
    const rooms = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true }).filter((entry) => entry.isDirectory()).map((entry) => entry.name)
    expect([...told].sort()).toEqual(rooms.sort())
  })
})

describe('what a person reads', () => {
  it.each(PAGES)('%s has lines that a terminal can show', (name) => {
    for (const line of page(name).split('\n').filter((one) => !one.startsWith('|'))) expect(line.length, line).toBeLessThanOrEqual(LINE_CHARS_MAX)
  })
})
