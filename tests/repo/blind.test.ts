import { describe, expect, it } from 'vitest'
import { openRepo } from '../../src/repo/open-repo.ts'
import { gitFixture } from './git-fixture.ts'
import { expectOk } from './results.ts'

describe('a blind commit', () => {
  it('shows the work to a shell in its room, and nothing of who made it or what they said', async () => {
    const fixture = gitFixture()
    const base = fixture.git(['rev-parse', 'HEAD'])
    fixture.commit({ 'a.txt': 'one\n' }, 'I promise that this is right')
    const head = fixture.commit({ 'a.txt': 'two\n' }, 'I promise that this is right, too')
    const repo = expectOk(await openRepo({ name: 'shop', path: fixture.root, worktreesAt: fixture.worktreesAt, env: fixture.env }))
    const blind = expectOk(await repo.blind(base, head))
    const room = expectOk(await repo.room('billing-critique', blind))
    expect(fixture.git(['log', '--format=%an %s', `${base}..HEAD`], room.path)).toBe('Forge Work under review')
    expect(fixture.git(['diff', head, 'HEAD'], room.path)).toBe('')
    expect(expectOk(await repo.blind(base, head))).toBe(blind)
    expect(await room.changed()).toEqual([])
  })

  it('is left for another where a killed run still stands on it, so that rooms do not pile up', async () => {
    const fixture = gitFixture()
    const base = fixture.git(['rev-parse', 'HEAD'])
    const head = fixture.commit({ 'a.txt': 'one\n' }, 'work')
    const repo = expectOk(await openRepo({ name: 'shop', path: fixture.root, worktreesAt: fixture.worktreesAt, env: fixture.env }))
    const left = expectOk(await repo.room('billing-critique', expectOk(await repo.blind(base, head))))
    const next = expectOk(await repo.room('billing-critique', expectOk(await repo.blind(base, fixture.commit({ 'a.txt': 'two\n' })))))
    expect(next.path).toBe(left.path)
  })
})
