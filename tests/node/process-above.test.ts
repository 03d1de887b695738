import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'
import { bundle } from './bundle.ts'
import { temp } from './temp.ts'

it('shows the environment of the processes above, though the last one cleared its own', async () => {
  if (process.platform !== 'linux') return
  const program = await bundle(path.join(import.meta.dirname, 'fixtures', 'above.ts'), temp())
  // The inner shell ends with a command of its own, so that it stays alive above the program instead of becoming it.
  const { stdout } = spawnSync('/bin/sh', ['-c', 'env -i "$0" "$1"; true', process.execPath, program], {
    env: { SIGN: 'above' },
    encoding: 'utf8',
  })
  expect(JSON.parse(stdout)).toEqual({ own: null, above: 'above' })
})
