import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { CameIn } from '../../../src/obsidian/questions/came-in.ts'
import { GoOnQueue, REST_MS } from '../../../src/obsidian/questions/go-on-queue.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.stubGlobal('window', { setTimeout, clearTimeout })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const answerOf = (feature: string, option = 'approve'): CameIn => ({
  feature,
  answers: [{ question: 'plan', option, path: `${feature}.md`, words: '' }],
  onward: 'implement',
  key: `${feature} ${option}`,
})

function start() {
  const log: string[] = []
  const ends: (() => void)[] = []
  const noes: (() => void)[] = []
  const queue = new GoOnQueue({
    tell: ({ key }, stay) => {
      log.push(`tell ${key}`)
      noes.push(stay)
    },
    refused: ({ key }) => log.push(`refused ${key}`),
    goOn: ({ key }) => {
      log.push(`go on ${key}`)
      return new Promise((resolve) => ends.push(resolve))
    },
  })
  return { queue, log, ends, noes, pass: (ms: number) => vi.advanceTimersByTimeAsync(ms) }
}

it('goes on with one answer after the other, each told of before its rest', async () => {
  const { queue, log, ends, pass } = start()
  for (const feature of ['a', 'b', 'c']) queue.add(answerOf(feature))
  expect(log).toEqual(['tell a approve'])
  await pass(REST_MS * 5)
  expect(log).toEqual(['tell a approve', 'go on a approve'])
  ends[0]?.()
  await pass(REST_MS - 1)
  expect(log.slice(2)).toEqual(['tell b approve'])
  await pass(1)
  expect(log.slice(3)).toEqual(['go on b approve'])
})

it('takes a no for what rests now, whichever answer it was told with', async () => {
  const { queue, log, noes, pass } = start()
  queue.add(answerOf('a'))
  await pass(REST_MS / 2)
  queue.add(answerOf('a', 'stop'))
  noes[0]?.()
  queue.add(answerOf('b'))
  noes[0]?.()
  await pass(REST_MS - 1)
  expect(log).toEqual(['tell a approve', 'tell a stop', 'refused a stop', 'tell b approve'])
})

it('forgets what was dropped, and all of it at the end', async () => {
  const { queue, log, pass } = start()
  for (const feature of ['a', 'b', 'c']) queue.add(answerOf(feature))
  expect([queue.drop('b'), queue.drop('b'), queue.drop('a')]).toEqual([true, false, true])
  queue.end()
  await pass(REST_MS * 2)
  expect(log).toEqual(['tell a approve', 'tell c approve'])
})
