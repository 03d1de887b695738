import { chmodSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listProcesses } from '../../src/node/process-list.ts'
import { openGit } from '../../src/repo/git.ts'
import { gitFixture, tempFolder } from './git-fixture.ts'
import type { GitFixture } from './git-fixture.ts'

/** A hook of the repository, as a shell script. */
function hook(fixture: GitFixture, name: string, script: string): void {
  fixture.write({ [`.git/hooks/${name}`]: `#!/bin/sh\n${script}\n` })
  chmodSync(path.join(fixture.root, '.git/hooks', name), 0o755)
}

const isAlive = async (pid: number): Promise<boolean> => (await listProcesses('none')).some((one) => one.pid === pid)

describe('git', () => {
  it('gives output to the last byte, however much it is, with marks, zeros and line ends as they are', async () => {
    const text = `\ufeffa\0b\r\n${'é漢😀 a line\n'.repeat(1_000_000)}end`
    const fixture = gitFixture({ files: { 'big.txt': text } })
    const run = await openGit(fixture.root, fixture.env).run(['cat-file', 'blob', 'HEAD:big.txt'])
    expect([run.code, run.stdout.length, run.stdout === text]).toEqual([0, text.length, true])
  })

  it('takes input and an environment, and runs where it is told', async () => {
    const fixture = gitFixture()
    const git = openGit(tempFolder(), fixture.env).at(fixture.root)
    const sha = (await git.run(['hash-object', '-w', '--stdin'], { input: 'häp\n' })).stdout.trim()
    expect((await git.run(['cat-file', 'blob', sha])).stdout).toBe('häp\n')
    expect((await git.run(['var', 'GIT_AUTHOR_IDENT'], { env: { GIT_AUTHOR_NAME: 'Bo' } })).stdout).toContain('Bo <')
  })

  it('never rejects: a code of its own where git fails, ends by a signal, cannot start, or gets what no program can', async () => {
    const fixture = gitFixture()
    const git = openGit(fixture.root, fixture.env)
    const wrong = await git.run(['rev-parse', '--verify', 'absent'])
    expect([wrong.code, wrong.stdout, wrong.stderr]).toEqual([128, '', expect.stringContaining('fatal: ')])
    expect((await git.run(['-c', 'alias.die=!kill -9 $PPID', 'die'])).code).toBe(-1)
    const absent = await openGit(fixture.root, { ...fixture.env, PATH: '' }).run(['version'])
    expect([absent.code, absent.stderr]).toEqual([-1, expect.stringContaining('ENOENT')])
    expect((await git.at(path.join(fixture.top, 'gone')).run(['version'])).stderr).toContain('is not there')
    expect((await git.run(['log', 'a\0b'])).code).toBe(-1)
  })

  it('runs hooks where it is asked to, and then is not held by what they leave behind', async () => {
    const fixture = gitFixture()
    const pidFile = path.join(fixture.top, 'pid')
    hook(fixture, 'post-commit', `sleep 300 & echo $! > '${pidFile}'; echo noise`)
    onTestFinished(() => {
      if (existsSync(pidFile)) process.kill(Number(readFileSync(pidFile, 'utf8')))
    })
    const git = openGit(fixture.root, fixture.env)
    const commit = ['commit', '--quiet', '--allow-empty', '-m', 'x']
    expect((await git.run(commit)).code).toBe(0)
    expect(existsSync(pidFile)).toBe(false)
    const began = Date.now()
    expect((await git.run(commit, { hooks: true })).code).toBe(0)
    expect(Date.now() - began).toBeLessThan(20_000)
    expect(await isAlive(Number(readFileSync(pidFile, 'utf8')))).toBe(true)
  })

  it('ends what shows no sign of life, with all that it started, and leaves what does alone', async () => {
    const fixture = gitFixture()
    const stuck = await openGit(fixture.root, fixture.env, { silentMs: 2_000 }).run([
      '-c',
      `alias.stuck=!echo $$; trap '' TERM; sleep 300`,
      'stuck',
    ])
    expect([stuck.code, stuck.stderr]).toEqual([-1, expect.stringContaining('no sign of life')])
    expect(stuck.stdout).toMatch(/^\d+\n$/)
    expect(await isAlive(Number(stuck.stdout))).toBe(false)
    const patient = openGit(fixture.root, fixture.env, { silentMs: 4_000 })
    const busy = await patient.run(['-c', 'alias.busy=!for i in 1 2 3 4 5 6; do echo $i; sleep 1; done', 'busy'])
    expect([busy.code, busy.stdout]).toEqual([0, '1\n2\n3\n4\n5\n6\n'])
  })

  it('stays a part of the run that it belongs to', async () => {
    const fixture = gitFixture()
    const show = ['-c', 'alias.mark=!echo $FORGE_RUN_MARK', 'mark']
    expect((await openGit(fixture.root, { ...fixture.env, FORGE_RUN_MARK: 'run-1/2' }).run(show)).stdout).toMatch(/^run-1\/2\/[0-9a-f-]+$/m)
  })
})
