import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { onTestFinished } from 'vitest'

/** A temporary folder that is gone when the test is over; its path has no links in it. */
export function temp(): string {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'forge-test-')))
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  })
  return folder
}
