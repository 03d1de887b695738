import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { temp } from './temp.ts'

describe.runIf(process.platform !== 'win32')('the working folder', () => {
  it('is the root where it was removed under the feet of who stands in it', async () => {
    const program = await bundle(path.join(import.meta.dirname, 'fixtures', 'folder.ts'), temp())
    const run = (then: string): string =>
      execFileSync('/bin/sh', ['-c', `cd "$1" && ${then} && exec "$2" "$3"`, 'sh', temp(), process.execPath, program], { encoding: 'utf8' })
    expect(run('rmdir "$1"')).toBe('/')
    expect(run('true')).not.toBe('/')
  })
})
