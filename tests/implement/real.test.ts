import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { openGates } from '../../src/gates/gates.ts'
import { implement } from '../../src/implement/run.ts'
import { noteName } from '../../src/notes/names.ts'
import { proseHash } from '../../src/markdown/prose.ts'
import { tick } from '../../src/markdown/questions.ts'
import { readKeys } from '../../src/markdown/frontmatter.ts'
import { openRepo } from '../../src/repo/open-repo.ts'
import type { Run } from '../../src/runs/run.ts'
import { openFolderVault } from '../../src/vault/folder-vault.ts'
import { gitFixture, type GitFixture } from '../repo/git-fixture.ts'
import { World } from './fakes.ts'
import { ANSWER_BUILD, ANSWER_PLAN } from './journey.ts'

const GATE = 'node --test'
const RED =
  "import assert from 'node:assert/strict'\nimport { test } from 'node:test'\nimport { total } from './total.mjs'\ntest('adds up', () => assert.equal(total([1, 2]), 3))\n"

/** Real git, gates and notes; only the agents are played, by writing into the folder that they are given. */
async function shop(): Promise<{
  world: World
  git: GitFixture
  run: () => Promise<Run>
  note: (name: string) => string
  write: (name: string, text: string) => void
}> {
  const git = gitFixture({ files: { 'package.json': '{"type":"module"}\n', '.gitignore': 'node_modules\n' } })
  const notes = path.join(git.top, 'notes')
  mkdirSync(path.join(notes, 'forge/active'), { recursive: true })
  mkdirSync(path.join(notes, 'forge/decisions'), { recursive: true })
  const spec = '---\ntitle: Billing\nfeature: billing\nstage: spec\nrepo: shop\n---\n\n## What\n\nA total.\n'
  const place = (name: string): string => path.join(notes, 'forge', name)
  writeFileSync(place('active/2026-03-05_billing_spec.md'), spec)
  writeFileSync(
    place('decisions/2026-03-05_billing_court.md'),
    `---\nfeature: billing\nstage: court\nverdict: GO\nspec_hash: ${await proseHash(spec)}\n---\n`,
  )
  const world = new World()
  world.policy = { ...world.policy, gates: [GATE] }
  const run = async (): Promise<Run> => {
    const vault = await openFolderVault(notes, path.join(git.top, 'locks'))
    const repo = await openRepo({ name: 'shop', path: git.root, worktreesAt: git.worktreesAt, env: git.env })
    if (!vault.ok || !repo.ok) throw new Error(JSON.stringify([vault, repo]))
    const env = { ...git.env, PATH: process.env['PATH'] ?? '' }
    const gates = openGates({
      policy: world.policy,
      runId: 'r1',
      env,
      stop: world.stopped.signal,
      mask: (text) => text,
      trusted: () => true,
      progress: () => undefined,
      log: () => undefined,
    })
    return { ...world.run(), vault: vault.value, repo: repo.value, gates }
  }
  return { world, git, run, note: (name) => readFileSync(place(name), 'utf8'), write: (name, text) => writeFileSync(place(name), text) }
}

function fingerprint(git: GitFixture): string {
  const index = createHash('sha256')
    .update(readFileSync(path.join(git.root, '.git/index')))
    .digest('hex')
  return `${index} ${git.git(['status', '--porcelain=v1', '--ignored'])} ${git.git(['rev-parse', 'HEAD'])}`
}

describe('implement on real git', () => {
  it('builds in a worktree, repairs what a real gate finds, commits, and leaves the main tree as it was', async () => {
    const { world, git, run, note, write } = await shop()
    const base = git.git(['rev-parse', 'HEAD'])
    git.write({ 'mine.txt': 'not committed\n' })
    const before = fingerprint(git)
    world.answer = (ask) => {
      if (ask.role === 'planner')
        return {
          ...ANSWER_PLAN,
          changes: [],
          new_files: [
            { path: 'total.mjs', purpose: 'x' },
            { path: 'total.test.mjs', purpose: 'x' },
          ],
        }
      const isRepair = ask.prompt.includes('This command fails')
      writeFileSync(path.join(ask.folder, 'total.test.mjs'), RED)
      writeFileSync(
        path.join(ask.folder, 'total.mjs'),
        `export const total = (list) => list.reduce((sum, one) => sum + one, ${isRepair ? '0' : '1'})\n`,
      )
      return ANSWER_BUILD
    }
    expect(await implement(await run(), { hotfix: null })).toMatchObject({ exit: 3, awaiting: ['plan'], error: null })
    const plan = `active/${noteName('2026-03-05', 'billing', 'plan')}`
    const ticked = tick(note(plan), 'plan', 'approve', '')
    write(plan, ticked.ok ? ticked.value : '')
    const report = await implement(await run(), { hotfix: null })
    expect(report, JSON.stringify(report)).toMatchObject({ exit: 0, error: null })

    const keys = readKeys(note('active/2026-03-05_billing_implement.md'))
    const head = git.git(['rev-parse', 'forge/billing'])
    expect(keys).toMatchObject({ ok: true, value: { step: 'built', gates: 'passed', base_sha: base, head_sha: head, base_branch: 'main' } })
    expect(git.git(['log', '-1', '--format=%s', head])).toBe('feat(billing): add billing')
    expect(git.git(['diff', '--name-only', base, head]).split('\n')).toEqual(['total.mjs', 'total.test.mjs'])
    expect(note('active/2026-03-05_billing_implement.md')).toContain('- total.mjs · added +1 −0')
    expect(world.asked('builder')).toBe(2)
    expect(world.asks.at(-1)?.prompt).toContain('adds up')
    expect(fingerprint(git)).toBe(before)
  })

  it('reports an agent that changed the main tree, and commits nothing', async () => {
    const { world, git, run, note, write } = await shop()
    world.answer = (ask) => {
      if (ask.role === 'planner') return ANSWER_PLAN
      writeFileSync(path.join(ask.folder, 'billing.mjs'), '')
      writeFileSync(path.join(git.root, 'package.json'), '{}')
      return ANSWER_BUILD
    }
    await implement(await run(), { hotfix: null })
    const plan = 'active/2026-03-05_billing_plan.md'
    const ticked = tick(note(plan), 'plan', 'approve', '')
    write(plan, ticked.ok ? ticked.value : '')
    const report = await implement(await run(), { hotfix: null })
    expect(report).toMatchObject({ exit: 1, error: { code: 'breach' } })
    expect(git.git(['rev-parse', 'forge/billing'])).toBe(git.git(['rev-parse', 'main']))
  })
})
