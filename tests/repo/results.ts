import type { Failure } from '../../src/basics/failure.ts'
import type { Result } from '../../src/basics/result.ts'

/** The value; a failure fails the test with all it says. */
export function expectOk<T, E>(result: Result<T, E>): T {
  if (!result.ok) throw new Error(`Failed unexpectedly: ${JSON.stringify(result.error)}`)
  return result.value
}

export function expectFailure<T>(result: Result<T>): Failure {
  if (result.ok) throw new Error(`Succeeded unexpectedly: ${JSON.stringify(result.value)}`)
  return result.error
}
