import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemClock } from '../../src/basics/clock.ts'
import { runProgram } from '../../src/terminal/program.ts'
import { gitFixture } from '../repo/git-fixture.ts'
import type { GitFixture } from '../repo/git-fixture.ts'

interface Place {
  readonly fixture: GitFixture
  readonly vault: string
  readonly forge: (argv: readonly string[], stdin?: Uint8Array) => Promise<{ readonly exit: number; readonly document: unknown }>
}

/** A vault and a repo that are linked to each other. */
async function linked(): Promise<Place> {
  const fixture = gitFixture()
  const vault = path.join(fixture.top, 'notes')
  mkdirSync(vault)
  const forge: Place['forge'] = async (argv, stdin = new Uint8Array()) => {
    let stdout = ''
    const screen = {
      stdout: (text: string) => void (stdout += text),
      stderr: () => undefined,
      interactive: false,
      columns: 80,
      colour: false,
    }
    const exit = await runProgram([...argv, '--json'], {
      screen,
      env: { ...fixture.env, FORGE_HOME: path.join(fixture.top, 'forge-home') },
      folder: fixture.root,
      clock: systemClock,
      stop: new AbortController().signal,
      version: '9.9.9',
      rehearsal: [],
      readStdin: () => Promise.resolve(stdin),
    })
    return { exit, document: JSON.parse(stdout) as unknown }
  }
  expect((await forge(['init', '--vault', vault, '--repo', fixture.root])).exit).toBe(0)
  return { fixture, vault, forge }
}

const NO_TEXT = new Uint8Array([...new TextEncoder().encode('# Billing\n\nWhat: '), 0xff, 0xfe, 0x80])

describe('a spec from a text', () => {
  it('is refused where the text is not UTF-8, from a file and from stdin, and no note is made', async () => {
    const { fixture, vault, forge } = await linked()
    fixture.write({ 'latin.md': NO_TEXT })
    const refusal = { exit: 1, document: { error: { code: 'bad-note', why: 'It is not UTF-8 text.' } } }
    expect(await forge(['spec', 'billing', '--from', 'latin.md'])).toMatchObject(refusal)
    expect(await forge(['spec', 'billing', '--from', '-'], NO_TEXT)).toMatchObject(refusal)
    expect(existsSync(path.join(vault, 'forge', 'active'))).toBe(false)
    expect(await forge(['spec', 'billing', '--from', '-'], new TextEncoder().encode('Häp'))).toMatchObject({ exit: 0 })
  })
})

describe('past runs of one feature', () => {
  it('are found by an unambiguous beginning, also where its notes are gone; a name that nobody knows is said', async () => {
    const { fixture, forge } = await linked()
    for (const name of ['billing', 'search-bar', 'search-box']) expect((await forge(['spec', name])).exit).toBe(0)
    const folder = path.join(fixture.root, '.git', 'forge', 'runs')
    mkdirSync(folder, { recursive: true })
    const log = (id: string, feature: string): void => {
      const start = {
        type: 'run',
        id,
        feature,
        stage: 'court',
        at: '2026-03-05T10:00:00.000Z',
        pid: 1,
        born: '',
        host: 'elsewhere',
      }
      writeFileSync(path.join(folder, `${id}.jsonl`), `${JSON.stringify(start)}\n`)
    }
    log('20260305-100000-aaaa', 'billing')
    log('20260305-100001-bbbb', 'gone-feature')
    const features = async (said: string) => {
      const { document } = await forge(['runs', said])
      return (document as { runs?: readonly { feature: string }[] }).runs?.map((run) => run.feature)
    }
    expect(await features('bill')).toEqual(['billing'])
    expect(await features('gone')).toEqual(['gone-feature'])
    expect(await features('search-bar')).toEqual([])
    expect(await forge(['runs', 'search'])).toMatchObject({ exit: 2, document: { error: { code: 'ambiguous-feature' } } })
    expect(await forge(['runs', 'unheard-of'])).toMatchObject({ exit: 2, document: { error: { code: 'no-such-feature' } } })
  })
})

/** A note in the vault, as a person or another device wrote it. */
function note(vault: string, at: string, text: string): void {
  const file = path.join(vault, 'forge', at)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, text)
}

describe('a name for a repo', () => {
  it('that cannot be one is wrong use, and no fault of the config', async () => {
    const { fixture, vault, forge } = await linked()
    const told = { code: 'bad-usage', what: '"my shop" cannot be the name of a repo.' }
    expect(await forge(['init', '--vault', vault, '--repo', fixture.root, '--name', 'my shop'])).toMatchObject({
      exit: 2,
      document: { error: told },
    })
  })
})

describe('a spec for a name that was used', () => {
  it('is refused where the feature is over, though it never had a spec', async () => {
    const { vault, forge } = await linked()
    note(vault, 'archive/2026-03-05_billing_retro.md', '---\nfeature: billing\nstage: retro\nstatus: ARCHIVED\n---\n')
    expect(await forge(['spec', 'billing'])).toMatchObject({ exit: 1, document: { error: { code: 'not-ready' } } })
    expect(existsSync(path.join(vault, 'forge', 'active'))).toBe(false)
  })
})

describe('a feature whose only note cannot be read', () => {
  const BROKEN = '---\nfeature: billing\naliases: [Billing\n---\n\n## What\n\nInvoices.\n'

  it.each([['court'], ['implement'], ['status'], ['answer'], ['spec'], ['drop']])(
    '%s names the note instead of denying the feature',
    async (command) => {
      const { vault, forge } = await linked()
      note(vault, 'active/2026-03-05_billing_spec.md', BROKEN)
      const told = { code: 'bad-note', what: 'forge/active/2026-03-05_billing_spec.md cannot be read.' }
      expect(await forge([command, 'billing'])).toMatchObject({ exit: 1, document: { error: told } })
    },
  )
})

describe('the runs of a feature of another repo', () => {
  it('are found in that repo', async () => {
    const { fixture, vault, forge } = await linked()
    const other = gitFixture()
    expect((await forge(['init', '--vault', vault, '--repo', other.root, '--name', 'other'])).exit).toBe(0)
    expect((await forge(['spec', 'billing', '--repo', 'other', '--from', '-'], new TextEncoder().encode('Invoices.'))).exit).toBe(0)
    expect(await forge(['court', 'billing', '--jurors', 'nobody'])).toMatchObject({ document: { error: { code: 'agent-unknown' } } })
    expect(fixture.root).not.toBe(other.root)
    expect(await forge(['runs', 'billing'])).toMatchObject({ exit: 0, document: { runs: [{ feature: 'billing', stage: 'court' }] } })
  })
})
