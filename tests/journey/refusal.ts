import { expect } from 'vitest'
import { failureOf, outcomeOf, type Workshop } from './harness.ts'

interface Expected {
  readonly exit: number
  readonly code: string
}

interface Surroundings {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
}

/** Everything that a command which fails must leave as it was. Half-written files would show among the texts. */
export function untouched(shop: Workshop): unknown {
  return { notes: shop.texts(), tree: shop.treeHash(), branches: shop.git('for-each-ref') }
}

/**
 * Runs a command that must fail, once for a script and once for a person: the same exit code, what, why and next on both ways, nothing on
 * a person's stdout, and nothing written. Gives the words of the error.
 */
export async function refused(shop: Workshop, expected: Expected, args: readonly string[], around: Surroundings = {}): Promise<string> {
  const before = untouched(shop)
  const told = await outcomeOf(shop.startWith(around, ...args, '--json'))
  const { text, ...read } = failureOf(told)
  expect(read, text).toEqual(expected)
  const spoken = await outcomeOf(shop.startWith(around, ...args))
  expect(spoken, spoken.stderr).toMatchObject({ exit: expected.exit, stdout: '' })
  for (const line of text.split('\n')) expect(spoken.stderr).toContain(line)
  expect(untouched(shop)).toEqual(before)
  return text
}
