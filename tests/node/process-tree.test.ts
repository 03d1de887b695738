import { afterEach, expect, it, onTestFinished, vi } from 'vitest'
import type { Listed } from '../../src/node/process-list.ts'
import { stopTree } from '../../src/node/process-tree.ts'

/** What each look at the system's processes finds, in turn; then nothing. */
const looks = vi.hoisted((): Listed[][] => [])
vi.mock('../../src/node/process-list.ts', async (original) => ({
  ...(await original<object>()),
  listProcesses: () => Promise.resolve(looks.shift() ?? []),
}))

const marked = (pid: number): Listed => ({ pid, parent: 1, group: pid, born: '1', marked: true })
const TREE = { root: 7_000_001, rootGone: () => false, mark: 'run' }

/** Which signals are sent, without anybody getting them. */
function signals(): readonly string[] {
  const sent: string[] = []
  const kill = vi.spyOn(process, 'kill').mockImplementation((pid, name) => {
    sent.push(`${String(name)} ${String(pid)}`)
    return true
  })
  onTestFinished(() => kill.mockRestore())
  return sent
}

afterEach(() => expect(looks).toEqual([]))

it.runIf(process.platform !== 'win32')('looks once more before it believes that what was there has gone', async () => {
  const sent = signals()
  looks.push([marked(7_000_001)], [], [marked(7_000_002)], [], [])
  await stopTree(TREE, 60_000)
  expect(sent).toEqual(['SIGTERM 7000001', 'SIGTERM 7000002'])
})

it.runIf(process.platform !== 'win32')('kills at least once, also where a look takes longer than all its time', async () => {
  const sent = signals()
  const now = vi.spyOn(Date, 'now')
  onTestFinished(() => now.mockRestore())
  for (const ms of [0, 60_000, 60_050, 60_100]) now.mockReturnValueOnce(ms)
  looks.push([marked(7_000_001)], [], [])
  await stopTree(TREE, 100)
  expect(sent).toEqual(['SIGKILL 7000001'])
})

it.runIf(process.platform !== 'win32')('kills what it finds at the second look, however long that took', async () => {
  const sent = signals()
  const now = vi.spyOn(Date, 'now')
  onTestFinished(() => now.mockRestore())
  for (const ms of [0, 0, 200, 60_000, 60_050, 60_100]) now.mockReturnValueOnce(ms)
  looks.push([marked(7_000_001)], [], [marked(7_000_002)], [], [])
  await stopTree(TREE, 100)
  expect(sent).toEqual(['SIGTERM 7000001', 'SIGKILL 7000002'])
})
