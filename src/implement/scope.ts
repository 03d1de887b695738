import type { ChangedFile } from '../repo/repo.ts'
import { matchesPattern } from './path-pattern.ts'

/** The changed files that none of the allowed paths covers. A planned folder or pattern covers what is in it. */
export function outside(files: readonly ChangedFile[], allowed: readonly string[]): readonly string[] {
  const rooted = allowed.map((path) => `/${path.trim().replace(/^\.?\/+/, '')}`).filter((path) => path !== '/')
  return files.map((file) => file.path).filter((path) => !rooted.some((pattern) => matchesPattern(path, pattern, true)))
}
