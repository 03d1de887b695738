import { chmodSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { listProcesses } from '../../src/node/process-list.ts'
import { openRepo } from '../../src/repo/open-repo.ts'
import { gitFixture } from './git-fixture.ts'
import { expectFailure, expectOk } from './results.ts'

const alive = async (mark: string): Promise<number> => (await listProcesses(mark)).filter((one) => one.marked).length

describe('a run that is stopped', () => {
  it.each([true, false])(
    'ends a hook that goes on for minutes, with all of git; what clears up still works (terminal: %s)',
    async (sharesTerminal) => {
      const fixture = gitFixture()
      const hook = '.git/hooks/pre-commit'
      fixture.write({ [hook]: '#!/bin/sh\nsleep 300 & sleep 300\n' })
      chmodSync(path.join(fixture.root, hook), 0o755)
      const id = `20260305T093000-billing-implement-${path.basename(fixture.top)}`
      const stopper = new AbortController()
      const run = { id, stop: stopper.signal, sharesTerminal }
      const place = { name: 'shop', path: fixture.root, worktreesAt: fixture.worktreesAt, env: fixture.env, run }
      const repo = expectOk(await openRepo(place))
      const base = fixture.git(['rev-parse', 'HEAD'])
      const bench = expectOk(await repo.bench('billing', base))
      fixture.write({ 'a.txt': 'a\n' }, bench.path)
      const committed = bench.commit('feat: a')
      // Git, the hook, and what the hook waits for; all found by the run's own name, as the run after a crash looks for them.
      await vi.waitFor(async () => expect(await alive(id)).toBeGreaterThanOrEqual(4), { timeout: 20_000 })
      stopper.abort()
      expect(expectFailure(await committed)).toMatchObject({ code: 'cancelled', what: 'The run was stopped.' })
      expect(await alive(id)).toBe(0)
      expect(expectOk(await bench.head())).toBe(base)
      expect(expectOk(await bench.dirty())).toBe(true)
      const room = expectOk(await repo.room('billing-court', base))
      await room.leave()
    },
  )
})
