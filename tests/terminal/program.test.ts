import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../src/basics/clock.ts'
import { runProgram } from '../../src/terminal/program.ts'

const folder = mkdtempSync(path.join(os.tmpdir(), 'forge-program-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function forge(...argv: readonly string[]) {
  const out = { stdout: '', stderr: '' }
  const screen = {
    stdout: (text: string) => void (out.stdout += text),
    stderr: (text: string) => void (out.stderr += text),
    interactive: false,
    columns: 80,
    colour: false,
  }
  const env = { HOME: folder, FORGE_HOME: folder, PATH: process.env['PATH'] ?? '' }
  const readStdin = () => Promise.resolve(new Uint8Array())
  const exit = await runProgram(argv, {
    screen,
    env,
    folder,
    clock: systemClock,
    stop: new AbortController().signal,
    version: '9.9.9',
    rehearsal: [],
    readStdin,
  })
  return { exit, ...out }
}

describe('the terminal', () => {
  it.each([
    ['an unknown command', ['courtt']],
    ['an unknown option', ['status', '--colour']],
    ['a missing argument', ['spec']],
    ['one argument too many', ['status', 'a', 'b']],
    ['an option without its value', ['court', '--jurors']],
    ['init without folders', ['init']],
  ])('refuses %s with what, why and next, and exit code 2', async (_, argv) => {
    const said = await forge(...argv)
    expect(said.exit).toBe(2)
    expect(said.stderr).toMatch(/^\S.*\.\n\S.*\.\nNext: \S.*\n$/)
    expect(said.stdout).toBe('')
    const json = await forge(...argv, '--json')
    expect(json).toMatchObject({ exit: 2, stderr: '' })
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: {
        code: 'bad-usage',
        what: expect.stringMatching(/\S/) as string,
        why: expect.stringMatching(/\S/) as string,
        next: expect.stringMatching(/\S/) as string,
      },
    })
  })

  it('names a command that does not exist', async () => {
    expect((await forge('--vault', 'status', 'courtt')).stderr).toContain('There is no command "courtt".\nNext: Run forge --help')
  })

  it('prints its version and its help on stdout', async () => {
    expect(await forge('--version')).toEqual({ exit: 0, stdout: '9.9.9\n', stderr: '' })
    const version = await forge('--json', '--version')
    expect([version.exit, JSON.parse(version.stdout)]).toEqual([0, { version: '9.9.9' }])
    expect(JSON.parse((await forge('court', '--help', '--json')).stdout)).toEqual({ help: expect.stringContaining('--jurors') as string })
    const help = await forge('--help')
    for (const command of [
      'init',
      'spec',
      'court',
      'implement',
      'critique',
      'retro',
      'answer',
      'land',
      'drop',
      'status',
      'runs',
      'log',
      'doctor',
      'trust',
      'agents',
    ]) {
      expect(help.stdout).toMatch(new RegExp(`^  ${command}\\b`, 'm'))
    }
  })

  it('says what to do where nothing is linked', async () => {
    const said = await forge()
    expect(said.exit).toBe(1)
    expect(said.stderr).toMatch(/Next: Run forge init/)
  })

  it('examines a bare device without failing over', async () => {
    const said = await forge('doctor', '--json')
    expect(said.exit).toBe(1)
    expect(JSON.parse(said.stdout)).toMatchObject({
      checks: expect.arrayContaining([expect.objectContaining({ about: 'vault', ok: false })]) as unknown,
    })
  })
})
