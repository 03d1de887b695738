import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tryLock, type LockOwner } from '../../src/node/lock-file.ts'
import { isCertainlyGone, ownIdentity } from '../../src/node/process-identity.ts'
import { hold, letGo } from '../../src/node/takings.ts'
import { bundle } from './bundle.ts'
import { temp } from './temp.ts'

const NOW = Date.UTC(2026, 2, 5, 9, 30)

async function take(file: string): Promise<{ held: boolean; owner: LockOwner | null; after?: string; release: () => Promise<void> }> {
  const tried = await tryLock(file, { what: 'tests', now: NOW })
  if (!tried.ok) throw new Error(tried.error.why)
  if (tried.value.held) return { held: true, owner: tried.value.owner, release: () => Promise.resolve() }
  const { lock, after } = tried.value
  return { held: false, owner: lock.owner, ...(after && { after: after.id }), release: () => lock.release() }
}

async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

/** Ended, but its parent never takes note of it; the parent goes away with the test. */
async function zombiePid(): Promise<number> {
  const parent = spawn('/bin/sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] })
  onTestFinished(() => {
    parent.kill('SIGKILL')
  })
  const [chunk] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(chunk.toString())
  await expect.poll(() => readFileSync(`/proc/${String(pid)}/stat`, 'utf8')).toContain(') Z ')
  return pid
}

function write(file: string, owner: Partial<LockOwner>): void {
  writeFileSync(file, JSON.stringify({ id: 'old', pid: 1, born: '', host: os.hostname(), since: '', what: 'tests', ...owner }))
}

describe('a lock', () => {
  it('is held by one, tells by whom and since when, and can be taken again once given up', async () => {
    const file = path.join(temp(), 'locks', 'a.lock')
    const first = await take(file)
    expect(first.held).toBe(false)
    expect(await take(file)).toMatchObject({ held: true, owner: { pid: process.pid, since: '2026-03-05T09:30:00.000Z', what: 'tests' } })
    await first.release()
    const second = await take(file)
    expect(second.held).toBe(false)
    await first.release()
    expect((await take(file)).held).toBe(true)
    await second.release()
    expect(readdirSync(path.dirname(file))).toEqual([])
  })

  it.runIf(process.platform === 'linux')('is taken over from a process that ended and was never taken note of', async () => {
    const file = path.join(temp(), 'a.lock')
    write(file, { pid: await zombiePid() })
    expect((await take(file)).held).toBe(false)
  })

  it('is taken over only where its process is certainly gone', async () => {
    const file = path.join(temp(), 'a.lock')
    write(file, { pid: process.ppid, born: '' })
    expect((await take(file)).held).toBe(true)
    write(file, { pid: await deadPid(), host: 'another-host' })
    expect((await take(file)).held).toBe(true)
    write(file, { pid: process.pid, born: '' })
    expect((await take(file)).held).toBe(true)
    writeFileSync(file, '{ half')
    expect(await take(file)).toMatchObject({ held: true, owner: null })
    write(file, { pid: await deadPid() })
    expect((await take(file)).held).toBe(false)
    expect(readdirSync(path.dirname(file))).toEqual(['a.lock'])
  })

  it('is taken over from an earlier life of this process, which a reload of the page has ended, and from no other', async () => {
    const file = path.join(temp(), 'a.lock')
    const { born } = await ownIdentity()
    write(file, { pid: process.pid, born, host: 'another-host' })
    expect((await take(file)).held).toBe(true)
    hold('ours')
    write(file, { id: 'ours', pid: process.pid, born })
    expect((await take(file)).held).toBe(true)
    letGo('ours')
    const taken = await take(file)
    expect(taken).toMatchObject({ held: false, after: 'ours' })
    expect((await take(file)).held).toBe(true)
    await taken.release()
    expect(readdirSync(path.dirname(file))).toEqual([])
  })

  it('sees through a process number that was given out again', async () => {
    if (process.platform === 'win32') return
    const file = path.join(temp(), 'a.lock')
    write(file, { pid: process.pid, born: 'long ago' })
    expect((await take(file)).held).toBe(false)
  })

  it('can be taken over although an earlier successor died in the middle', async () => {
    const file = path.join(temp(), 'a.lock')
    write(file, { id: 'one', pid: await deadPid() })
    write(`${file}.after-one`, { id: 'two', pid: await deadPid() })
    expect((await take(file)).held).toBe(false)
    expect(readdirSync(path.dirname(file))).toEqual(['a.lock'])
  })

  it('never has two holders, though processes contend for it and die with it', async () => {
    const folder = temp()
    const program = await bundle(path.join(import.meta.dirname, 'fixtures', 'contender.ts'), folder)
    const [lock, journal, go] = [path.join(folder, 'a.lock'), path.join(folder, 'journal'), path.join(folder, 'go')]
    const rounds = 12
    const children = Array.from({ length: 12 }, () =>
      spawn(process.execPath, [program, lock, journal, String(rounds), go], { stdio: 'inherit' }),
    )
    writeFileSync(go, '')
    await Promise.all(children.map((child) => once(child, 'exit')))
    const lines = readFileSync(journal, 'utf8').trimEnd().split('\n')
    const pairs = lines.filter((_, at) => at % 2 === 0).map((line, at) => [line, lines[at * 2 + 1]])
    for (const [enter, leave] of pairs) expect(leave).toBe(enter?.replace('in ', 'out '))
    expect(pairs).toHaveLength(children.length * rounds)
  })
})

describe('a process', () => {
  it('is told from a dead one and from one on another host', async () => {
    const me = await ownIdentity()
    expect(await isCertainlyGone(me)).toBe(false)
    expect(await isCertainlyGone({ ...me, pid: await deadPid() })).toBe(true)
    expect(await isCertainlyGone({ ...me, pid: await deadPid(), host: 'elsewhere' })).toBe(false)
  })
})
