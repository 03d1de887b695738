import { randomUUID } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import { endAllNow } from '../../src/node/leaving.ts'
import { listProcesses } from '../../src/node/process-list.ts'
import { stopMarked } from '../../src/node/process-tree.ts'
import { runProcess, startProcess } from '../../src/node/process.ts'
import type { ProcessSpec } from '../../src/node/process.ts'
import { shellCommand } from '../../src/node/shell.ts'
import { pause } from '../../src/node/timer.ts'

let folder = ''
const env = { PATH: process.env['PATH'] ?? '' }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'forge-process-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

function script(code: string, more: Partial<ProcessSpec> = {}): ProcessSpec {
  return { command: process.execPath, args: ['-e', code], cwd: folder, env, input: null, mark: randomUUID(), ...more }
}

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await pause(20)
}

async function alive(mark: string): Promise<number> {
  return (await listProcesses(mark)).filter((one) => one.marked).length
}

describe('startProcess', () => {
  it('writes the input, closes stdin, gives output, exit code and only the given environment', async () => {
    const out: string[] = []
    const code = `process.stdin.on('data', d => process.stdout.write(String(d).toUpperCase())).on('end', () => { process.stdout.write(Object.keys(process.env).sort().join()); process.exit(7) })`
    const running = startProcess(script(code, { input: 'hello ', mark: 'm1' }), {
      stdout: (text) => out.push(text),
      stderr: () => undefined,
    })
    expect(await running.exited).toEqual({ code: 7, signal: null, startError: null })
    expect(out.join('')).toBe('HELLO FORGE_RUN_MARK,PATH')
  })

  it('never cuts a character in two', async () => {
    const pieces: string[] = []
    const code = `const b = Buffer.from('é漢😀'); let i = 0; const next = () => { if (i < b.length) process.stdout.write(b.subarray(i, ++i), () => setTimeout(next, 5)) }; next()`
    await startProcess(script(code), { stdout: (text) => pieces.push(text), stderr: () => undefined }).exited
    expect(pieces.join('')).toBe('é漢😀')
    expect(pieces.every((piece) => !piece.includes('\uFFFD'))).toBe(true)
  })

  it('says why a program, a folder or an argument does not start', async () => {
    const quiet = { stdout: () => undefined, stderr: () => undefined }
    expect((await startProcess(script('', { command: '/no/such/program' }), quiet).exited).startError).toContain('ENOENT')
    expect((await startProcess(script('', { cwd: join(folder, 'absent') }), quiet).exited).startError).toContain('is not there')
    expect((await startProcess(script('', { args: ['x'.repeat(3_000_000)] }), quiet).exited).startError).toContain('E2BIG')
  })

  it('survives a program that never reads its input', async () => {
    const running = startProcess(script('process.exit(0)', { input: 'x'.repeat(5_000_000) }), {
      stdout: () => undefined,
      stderr: () => undefined,
    })
    expect((await running.exited).code).toBe(0)
  })

  it.runIf(process.platform === 'linux')('settles although a grandchild holds stdout, and stop ends it', async () => {
    const mark = randomUUID()
    const child = `require('child_process').spawn(process.execPath, ['-e', 'process.on("SIGTERM",()=>{});setInterval(()=>{},1e3)'], { stdio: 'inherit', detached: true }).unref(); process.stdout.write('done')`
    let out = ''
    const running = startProcess(script(child, { mark }), { stdout: (text) => (out += text), stderr: () => undefined })
    expect((await running.exited).code).toBe(0)
    expect(out).toBe('done')
    expect(await alive(mark)).toBe(1)
    await running.stop(300)
    expect(await alive(mark)).toBe(0)
  })

  it.runIf(process.platform === 'linux')('finds a child that lost the mark and changed its group, while its parent lives', async () => {
    const pidFile = join(folder, 'hidden.pid')
    const hidden = `process.on("SIGTERM",()=>{});require("fs").writeFileSync(${JSON.stringify(pidFile)},String(process.pid));setInterval(()=>{},1e3)`
    const code = `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(hidden)}], { stdio: 'ignore', detached: true, env: {} }); setInterval(()=>{},1e3)`
    const running = startProcess(script(code), { stdout: () => undefined, stderr: () => undefined })
    await until(() =>
      readFile(pidFile, 'utf8').then(
        (text) => text !== '',
        () => false,
      ),
    )
    const pid = Number(await readFile(pidFile, 'utf8'))
    await running.stop(200)
    expect((await listProcesses('none')).some((one) => one.pid === pid)).toBe(false)
  })

  it.runIf(process.platform === 'linux')('ends what is born, in a session of its own, when its parent is asked to end', async () => {
    const mark = randomUUID()
    onTestFinished(() => stopMarked(mark, 0))
    const child = `setInterval(()=>{},1e3)`
    const code = `process.on('SIGTERM', () => { require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(child)}], { stdio: 'inherit', detached: true }); process.exit(0) }); setInterval(()=>{},1e3); process.stdout.write('up')`
    let out = ''
    const running = startProcess(script(code, { mark }), { stdout: (text) => (out += text), stderr: () => undefined })
    await until(() => out === 'up')
    await running.stop(10_000)
    expect(await alive(mark)).toBe(0)
    expect((await running.exited).code).toBe(0)
  })

  it('asks before it kills', async () => {
    let out = ''
    const code = `process.on('SIGTERM', () => { process.stdout.write('bye'); process.exit(0) }); setInterval(() => {}, 1000); process.stdout.write('up ')`
    const running = startProcess(script(code), { stdout: (text) => (out += text), stderr: () => undefined })
    await until(() => out === 'up ')
    await running.stop(5_000)
    await running.exited
    expect(out).toBe('up bye')
  })
})

describe('stopMarked', () => {
  it.runIf(process.platform === 'linux')('ends what carries the mark or a part of it, and nothing else', async () => {
    const run = randomUUID()
    const idle = 'setInterval(() => {}, 1000)'
    const quiet = { stdout: () => undefined, stderr: () => undefined }
    const inside = startProcess(script(idle, { mark: `${run}/1` }), quiet)
    const other = startProcess(script(idle, { mark: `${run}1` }), quiet)
    await until(async () => (await alive(run)) === 1)
    await stopMarked(run, 500)
    await inside.exited
    expect(await alive(`${run}1`)).toBe(1)
    await other.stop(500)
  })
})

describe('runProcess', () => {
  it('collects both streams and keeps the end of a flood', async () => {
    const code = `process.stderr.write('warn'); process.stdout.write('a'.repeat(3000000) + 'THE END')`
    const done = await runProcess({ ...script(code), timeoutMs: 20_000, maxChars: 1000 })
    expect(done).toMatchObject({ code: 0, stderr: 'warn', timedOut: false })
    expect(done.stdout).toHaveLength(1000)
    expect(done.stdout.endsWith('THE END')).toBe(true)
  })

  it('leaves nothing running after its time is up', async () => {
    const pidFile = join(folder, 'slow.pid')
    const slow = shellCommand(`echo $$ > '${pidFile}'; exec sleep 300`)
    const done = await runProcess({ ...slow, cwd: folder, env, timeoutMs: 3_000 })
    expect(done.timedOut).toBe(true)
    const pid = Number(await readFile(pidFile, 'utf8'))
    expect(() => process.kill(pid, 0)).toThrow()
  })

  it('runs one line in the shell', async () => {
    await writeFile(join(folder, 'it.txt'), 'x')
    const done = await runProcess({ ...shellCommand('cat it.txt && exit 3'), cwd: folder, env, timeoutMs: 10_000 })
    expect(done).toMatchObject({ code: 3, stdout: 'x' })
  })
})

describe('endAllNow', () => {
  /** '' where there is no such process. */
  const textOf = (pid: string, name: string): string => {
    try {
      return readFileSync(`/proc/${pid}/${name}`, 'utf8')
    } catch {
      return ''
    }
  }
  const quiet = { stdout: () => undefined, stderr: () => undefined }
  /** Starts a child of its own that shares its mark, and says so. */
  const family = (handler: string): string =>
    `${handler}; const { spawn } = require('child_process'); spawn(process.execPath, ['-e', ${JSON.stringify(`${handler}; setInterval(() => {}, 1000)`)}], { stdio: 'ignore' }); setInterval(() => {}, 1000)`

  it.runIf(process.platform !== 'win32').each([
    ['what follows a request', '0'],
    ['what ignores it', `process.on('SIGTERM', () => {})`],
  ])('ends, without anything being waited for, whole groups: %s', async (_, handler) => {
    const mark = randomUUID()
    const running = startProcess(script(family(handler), { mark }), quiet)
    await until(async () => (await alive(mark)) === 2)
    endAllNow()
    expect((await running.exited).signal).toBe(handler === '0' ? 'SIGTERM' : 'SIGKILL')
    await until(async () => (await alive(mark)) === 0)
  })

  const apart = (code: string): string =>
    `require('child_process').spawn(process.execPath, ['-e', ${JSON.stringify(code)}], { stdio: 'ignore', detached: true })`
  /** Ignores every request, and says by a file when it does. */
  const stubborn = (file: string): string =>
    apart(
      `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); require('fs').writeFileSync(${JSON.stringify(file)}, String(process.pid))`,
    )
  const idle = 'setInterval(() => {}, 1000)'

  it.runIf(process.platform === 'linux').each([
    ['a command in a group of its own, whose parent ends at once', (file: string) => `${stubborn(file)}; ${idle}`],
    ['a command whose parent has ended, while it is being stopped', (file: string) => `${stubborn(file)}.unref()`],
    [
      'a command that is born when its parent is asked to end',
      (file: string) =>
        `process.on('SIGTERM', () => { const { pid } = ${stubborn(file)}; require('fs').writeFileSync(${JSON.stringify(file)}, String(pid)); process.exit() }); ${idle}`,
    ],
  ])('ends %s', async (name, code) => {
    const mark = randomUUID()
    onTestFinished(() => stopMarked(mark, 0))
    const file = join(folder, mark)
    let out = ''
    const running = startProcess(script(`${code(file)}; process.stdout.write('up')`, { mark }), {
      ...quiet,
      stdout: (text) => (out += text),
    })
    await until(() => out === 'up' && (name.includes('born') || existsSync(file)))
    if (name.includes('stopped')) await running.exited.then(() => void running.stop(60_000))
    endAllNow()
    await until(async () => existsSync(file) && (await alive(mark)) === 0)
  })

  it.runIf(process.platform === 'linux')('tells what goes on after it none of its secrets', async () => {
    vi.stubEnv('MY_API_KEY', 'sk-canary-0123456789')
    onTestFinished(() => void vi.unstubAllEnvs())
    const mark = randomUUID()
    const running = startProcess(script(idle, { mark }), quiet)
    endAllNow()
    await running.exited
    const after = readdirSync('/proc').filter((pid) => textOf(pid, 'cmdline').includes(mark))
    const known = after.map((pid) => textOf(pid, 'environ')).join('')
    expect(known).toContain('PATH=')
    expect(known).not.toContain('canary')
  })

  it('leaves alone what has ended', async () => {
    await startProcess(script(''), quiet).exited
    const kill = vi.spyOn(process, 'kill')
    onTestFinished(() => kill.mockRestore())
    endAllNow()
    expect(kill).not.toHaveBeenCalled()
  })
})
