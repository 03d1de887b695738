import { expect } from 'vitest'
import type { Cli } from './clis.ts'
import { failureOf, scene } from './scene.ts'
import type { Turn } from './scripted-model.ts'

/** Some go on trying for more than a minute. */
const LONG_MS = 150_000

/** What its service answers with, and what is then said of it. */
export interface Fault {
  readonly fault: string
  readonly turn: Turn
  readonly code: string
  readonly blame: string
}

/** The error says which fault it was; its own words may tell of another one. */
export async function expectBlame(cli: Cli, { fault, turn, code, blame }: Fault): Promise<void> {
  const { ask, model } = await scene(cli, () => [turn], { timeoutMs: LONG_MS })
  const failure = failureOf(await ask())
  expect(failure.code).toBe(code)
  expect(failure.what).toContain(`The service of a ${cli.blames[fault] ?? blame}`)
  expect(model.questions.length).toBeGreaterThan(0)
}
