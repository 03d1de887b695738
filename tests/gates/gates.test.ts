import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import { maskOf } from '../../src/agents/secrets.ts'
import { openGates } from '../../src/gates/gates.ts'
import type { GatesSetting } from '../../src/gates/gates.ts'
import { expectFailure, expectOk } from '../repo/results.ts'
import { tempFolder } from '../repo/git-fixture.ts'

const NODE = JSON.stringify(process.execPath)

interface Asked {
  readonly gates?: readonly string[]
  readonly setup?: readonly string[]
  readonly timeoutS?: number
  readonly stop?: AbortSignal
  readonly env?: Readonly<Record<string, string>>
  readonly trusted?: (command: string) => boolean
}

function open(asked: Asked) {
  const events: string[] = []
  const log: string[] = []
  const runId = `test-${String(process.pid)}-${String(Math.random()).slice(2)}`
  const setting: GatesSetting = {
    policy: { gates: asked.gates ?? [], setup: asked.setup ?? [], gate_timeout_s: asked.timeoutS ?? 60, setup_timeout_s: 60 },
    runId,
    env: { PATH: process.env['PATH'] ?? '', ...asked.env },
    stop: asked.stop ?? new AbortController().signal,
    mask: maskOf(asked.env ?? {}),
    trusted: asked.trusted ?? (() => true),
    progress: (event) => events.push(`${event.state} ${event.command}`),
    log: (line) => log.push(line),
  }
  return { gates: openGates(setting), events, log, runId }
}

/** Processes that carry the mark of a run, by its environment. */
function alive(runId: string): readonly string[] {
  return readdirSync('/proc').filter((name) => {
    try {
      return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(`FORGE_RUN_MARK=${runId}`)
    } catch {
      return false
    }
  })
}

describe('gates', () => {
  it('name what lies in their folder from there, because notes hold no path of a device', async () => {
    const folder = tempFolder()
    const { gates } = open({ gates: ['pwd; echo "$PWD/src/a.ts:3 file://$PWD/b.mjs"'] })
    const report = expectOk(await gates.run(folder))
    expect(report.runs[0]?.tail).toBe('.\nsrc/a.ts:3 b.mjs\n')
  })

  it('show no secret of the environment that they print, whole or in two pieces', async () => {
    const halves = 'printf sk-canary-; sleep 0.3; printf "%s, the end\\n" "${MY_KEY#sk-canary-}"'
    const { gates, log } = open({ gates: ['echo "$MY_KEY"; exit 1', halves], env: { MY_KEY: 'sk-canary-0123456789' } })
    const report = expectOk(await gates.run(tempFolder()))
    expect(report.runs.map((run) => run.tail)).toEqual(['•••\n', '•••, the end\n'])
    expect(log.join('\n')).not.toContain('canary-0')
  })

  it('go by the exit code alone, run all of them, and tell what they print', async () => {
    const { gates, events, log } = open({ gates: ['echo FAIL banner', 'echo all tests passed; echo but >&2; exit 3', 'echo third'] })
    const report = expectOk(await gates.run(tempFolder()))
    expect(report.result).toBe('failed')
    expect(report.runs.map((run) => [run.exitCode, run.timedOut])).toEqual([
      [0, false],
      [3, false],
      [0, false],
    ])
    expect(report.runs[0]?.tail).toBe('FAIL banner\n')
    expect(report.runs[1]?.tail.split('\n').sort()).toEqual(['', 'all tests passed', 'but'])
    expect(events).toEqual([
      'running echo FAIL banner',
      'passed echo FAIL banner',
      expect.stringMatching(/^running/),
      expect.stringMatching(/^failed/),
      'running echo third',
      'passed echo third',
    ])
    expect(log[1]).toContain('exit code 3')
  })

  it('are none where none are set, and never passed', async () => {
    expect(expectOk(await open({}).gates.run(tempFolder()))).toEqual({ result: 'none', runs: [] })
  })

  it('pass where all of them do', async () => {
    expect(expectOk(await open({ gates: ['true', 'exit 0'] }).gates.run(tempFolder())).result).toBe('passed')
  })

  it('run nothing before this device has approved every command', async () => {
    const folder = tempFolder()
    const { gates } = open({ setup: ['touch a'], gates: ['touch b', 'touch b'], trusted: (command) => command === 'touch a' })
    for (const result of [await gates.checkTrust(), await gates.setup(folder), await gates.run(folder)]) {
      const failure = expectFailure<unknown>(result)
      expect([failure.code, failure.why, failure.next]).toEqual([
        'untrusted-commands',
        'They are: touch b.',
        expect.stringContaining('forge trust'),
      ])
    }
    expect(readdirSync(folder)).toEqual([])
  })

  it("run in the folder by a shell, in the person's environment, with no git variables that lead elsewhere", async () => {
    const folder = tempFolder()
    const env = {
      MINE: 'a b',
      GIT_DIR: '/elsewhere',
      GIT_INDEX_FILE: '/x',
      GIT_AUTHOR_NAME: 'Ada',
      FORGE_RUN_MARK: 'outer',
      ELECTRON_RUN_AS_NODE: '1',
    }
    const { gates, runId } = open({
      gates: ['pwd && echo "$MINE|$CI|$GIT_DIR$GIT_INDEX_FILE$ELECTRON_RUN_AS_NODE|$GIT_AUTHOR_NAME|$FORGE_RUN_MARK" | cat'],
      env,
    })
    expect(expectOk(await gates.run(folder)).runs[0]?.tail).toBe(`.\na b|1||Ada|${runId}/gate\n`)
  })

  it('stop a setup at its first failure', async () => {
    const report = expectOk(await open({ setup: ['true', 'false', 'true'] }).gates.setup(tempFolder()))
    expect([report.result, report.runs.length]).toEqual(['failed', 2])
  })

  it('fail where the command is unknown or the folder is gone, and say so', async () => {
    const { gates } = open({ gates: ['no-such-command-here'] })
    const unknown = expectOk(await gates.run(tempFolder())).runs[0]
    expect([unknown?.exitCode, unknown?.tail]).toEqual([127, expect.stringContaining('no-such-command-here')])
    const gone = expectOk(await gates.run('/no/such/folder')).runs[0]
    expect([gone?.exitCode, gone?.tail]).toEqual([null, expect.stringContaining('/no/such/folder')])
  })

  it('end at their time limit with everything they started, even what ignores the signal', async () => {
    const folder = tempFolder()
    writeFileSync(path.join(folder, 'stubborn.mjs'), `process.on('SIGTERM', () => {}); console.log('up'); setInterval(() => {}, 1000)`)
    const { gates, runId } = open({ gates: [`${NODE} stubborn.mjs & ${NODE} stubborn.mjs`], timeoutS: 1 })
    const run = expectOk(await gates.run(folder)).runs[0]
    expect([run?.exitCode, run?.timedOut]).toEqual([null, true])
    expect(alive(runId)).toEqual([])
  })

  it('leave nothing running in the background', async () => {
    const { gates, runId } = open({ gates: [`${NODE} -e "setInterval(() => {}, 1000)" & echo started`] })
    const run = expectOk(await gates.run(tempFolder())).runs[0]
    expect([run?.exitCode, run?.tail]).toEqual([0, 'started\n'])
    expect(alive(runId)).toEqual([])
  })

  it('are cancelled when the person stops the run', async () => {
    const folder = tempFolder()
    const stop = new AbortController()
    const { gates, runId, events } = open({ gates: ['touch began; sleep 60', 'touch second'], stop: stop.signal })
    const running = gates.run(folder)
    await vi.waitUntil(() => existsSync(path.join(folder, 'began')), { timeout: 20_000 })
    stop.abort()
    expect(expectFailure(await running).code).toBe('cancelled')
    expect([alive(runId), existsSync(path.join(folder, 'second')), events.length]).toEqual([[], false, 1])
    expect(expectFailure(await gates.run(folder)).code).toBe('cancelled')
  })

  it('keep only the end of a flood', async () => {
    const script = `const line = 'x'.repeat(999) + '\\n'; for (let n = 0; n < 15000; n += 1) process.stdout.write(line); process.stdout.write('the end')`
    const folder = tempFolder()
    writeFileSync(path.join(folder, 'flood.mjs'), script)
    const run = expectOk(await open({ gates: [`${NODE} flood.mjs`] }).gates.run(folder)).runs[0]
    expect([run?.exitCode, run?.tail.length, run?.tail.endsWith('\nthe end')]).toEqual([0, 8000, true])
  })
})
