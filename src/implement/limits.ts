import type { Policy } from '../policy/policy.ts'
import type { ChangedFile } from '../repo/repo.ts'
import { matchesPattern } from './path-pattern.ts'

type Limits = Pick<Policy, 'max_changed_files' | 'max_changed_lines'>

/** One sentence where a change is larger than the policy allows, else null. Lines are those added and removed. */
export function overLimit(files: readonly ChangedFile[], limits: Limits): string | null {
  if (files.length > limits.max_changed_files) {
    return `${String(files.length)} files changed; the policy allows ${String(limits.max_changed_files)} (max_changed_files).`
  }
  const lines = files.reduce((sum, file) => sum + file.added + file.removed, 0)
  return lines > limits.max_changed_lines
    ? `${String(lines)} lines changed; the policy allows ${String(limits.max_changed_lines)} (max_changed_lines).`
    : null
}

/** The changed files that the policy protects. Case does not save a path, because on some disks it makes no difference. */
export function protectedFiles(files: readonly ChangedFile[], patterns: readonly string[]): readonly string[] {
  const touched = files.flatMap((file) => (file.from === null ? [file.path] : [file.path, file.from]))
  return touched.filter((path) => patterns.some((pattern) => matchesPattern(path, pattern, false)))
}
