import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { RUN_MARK } from '../../../src/node/process-list.ts'
import { CANARY } from './environment.ts'
import { commandOf, GO, PRESENT, scene } from './scene.ts'

const STRANGER = 'stranger-0123456789-of-another-vendor'

const read = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

/** Looks at the command lines and environments of a run's processes until it is closed. */
function watch(runId: string): { readonly close: () => { readonly argv: readonly string[]; readonly env: readonly string[] } } {
  const argv = new Set<string>()
  const env = new Set<string>()
  const look = (): void => {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const environment = read(`/proc/${pid}/environ`)
      if (!environment.includes(`${RUN_MARK}=${runId}/`)) continue
      env.add(environment)
      argv.add(read(`/proc/${pid}/cmdline`))
    }
  }
  const timer = setInterval(look, 20)
  return {
    close: () => {
      clearInterval(timer)
      return { argv: [...argv], env: [...env] }
    },
  }
}

describe.each(PRESENT)('$kind', (cli) => {
  it('has its key where it needs it and nowhere else, and the key of another not at all', async () => {
    const mayRun = cli.runs !== 'nothing'
    const script = [...(mayRun ? [cli.shell(commandOf('env.sh'))] : []), cli.answer(GO), { text: 'Done.' }]
    const { ask, folder, runId } = await scene(cli, () => script, {
      unconfined: cli.runs === 'unconfined',
      forgeEnv: { STRANGER_KEY: STRANGER },
    })
    const watched = watch(runId)
    const reply = await ask(mayRun ? { access: 'edit', allowedCommands: [commandOf('env.sh')] } : {})
    const { argv, env } = watched.close()
    expect(reply.answer).toEqual({ ok: true, value: GO })
    expect(argv.length).toBeGreaterThan(0)
    expect(argv.filter((line) => line.includes(CANARY))).toEqual([])
    expect(env.some((line) => line.includes(CANARY))).toBe(true)
    expect(env.filter((line) => line.includes(STRANGER))).toEqual([])
    if (!mayRun) return
    const inherited = read(path.join(folder, 'env.txt'))
    expect(inherited).toContain(RUN_MARK)
    expect(inherited).not.toContain(STRANGER)
    expect(inherited.includes(CANARY)).toBe(cli.handsOnKey)
  })
})
