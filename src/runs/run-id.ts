import { newId } from '../node/environment.ts'
import type { Errand } from './run.ts'

const PATTERN = /^[A-Za-z0-9][A-Za-z0-9-]{0,119}$/

/** A name for a run: sorted by name is sorted by time. Safe as a file name and inside an environment variable. */
export function newRunId(now: number, feature: string, stage: Errand): string {
  const time = new Date(now).toISOString().slice(0, 23).replace(/[-:.]/g, '')
  return `${time}-${feature}-${stage}-${newId().slice(0, 8)}`
}

export function isRunId(text: string): boolean {
  return PATTERN.test(text)
}
