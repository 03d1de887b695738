import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { listProcesses } from '../../../src/node/process-list.ts'
import { stopMarked } from '../../../src/node/process-tree.ts'
import { bundle } from '../../node/bundle.ts'
import type { Errand } from './asker.ts'
import type { Cli } from './clis.ts'
import { environmentIn } from './environment.ts'
import { agentOf, commandOf, newFolder, newRepo, PRESENT } from './scene.ts'
import { startProxy } from './proxy.ts'
import { startModel } from './scripted-model.ts'

/** Between a request to end and a kill lie two or three seconds. */
const GONE_MS = 20_000

const alive = async (runId: string): Promise<number> => (await listProcesses(runId)).filter((one) => one.marked).length

interface Asking {
  readonly forge: ChildProcess
  readonly runId: string
}

/** Forge as a process of its own, whose agent is in the middle of its work: a command where it may run one, else a question. */
async function asking(cli: Cli): Promise<Asking> {
  const mayRun = cli.runs !== 'nothing'
  const [folder, home, place] = [newRepo(), newFolder(), newFolder()]
  const model = await startModel([...(mayRun ? [cli.shell(commandOf('sleep.sh'))] : []), { hang: true }])
  const proxy = await startProxy()
  const runId = `quit-${path.basename(folder)}`
  onTestFinished(async () => {
    await stopMarked(runId, 0)
    await Promise.all([model.close(), proxy.close()])
    expect([...proxy.wanted]).toEqual([])
  })
  const errand: Errand = {
    agent: agentOf(cli, home, model.url, { unconfined: cli.runs === 'unconfined' }),
    env: environmentIn(home, proxy.url),
    home,
    folder,
    runId,
    access: mayRun ? 'edit' : 'read',
    allowedCommands: [commandOf('sleep.sh')],
  }
  writeFileSync(path.join(place, 'errand.json'), JSON.stringify(errand))
  const program = await bundle(path.join(import.meta.dirname, 'asker.ts'), place)
  const forge = spawn(process.execPath, [program, path.join(place, 'errand.json')], { stdio: 'ignore' })
  const isAtWork = (): boolean => (mayRun ? existsSync(path.join(folder, 'began.txt')) : model.questions.length > 0)
  await expect.poll(isAtWork, { timeout: 180_000 }).toBe(true)
  expect(await alive(runId)).toBeGreaterThan(0)
  return { forge, runId }
}

describe.each(PRESENT)('$kind', (cli) => {
  it('is gone when Forge has stopped it, because it was asked to end', async () => {
    const { forge, runId } = await asking(cli)
    forge.kill('SIGTERM')
    await once(forge, 'exit')
    expect(await alive(runId)).toBe(0)
  })

  it('is gone soon after Forge, where that leaves at once', async () => {
    const { forge, runId } = await asking(cli)
    forge.kill('SIGTERM')
    forge.kill('SIGINT')
    await once(forge, 'exit')
    await expect.poll(() => alive(runId), { timeout: GONE_MS }).toBe(0)
  })

  it('is gone after the sweep of the next run, where Forge was killed', async () => {
    const { forge, runId } = await asking(cli)
    forge.kill('SIGKILL')
    await once(forge, 'exit')
    await stopMarked(runId, 500)
    expect(await alive(runId)).toBe(0)
  })
})
