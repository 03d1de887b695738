import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { expect, it } from 'vitest'
import { systemClock } from '../../src/basics/clock.ts'
import { failure } from '../../src/basics/failure.ts'
import { readLog, readRuns } from '../../src/commands/runs.ts'
import { withRun } from '../../src/commands/start-run.ts'
import { addLink, addVault, readConfig } from '../../src/device/config.ts'
import { failedReport } from '../../src/feature/report.ts'
import { openFolderVault } from '../../src/vault/folder-vault.ts'
import { gitFixture } from '../repo/git-fixture.ts'
import { expectOk } from '../repo/results.ts'

it('tells no secret of this device in the error of a run, nor in its log', async () => {
  const { top, root, env } = gitFixture()
  const vaultFolder = path.join(top, 'notes')
  mkdirSync(path.join(vaultFolder, 'forge'), { recursive: true })
  const device = {
    platform: 'linux',
    home: top,
    env: { ...env, FORGE_HOME: path.join(top, 'device'), MY_API_KEY: 'sk-canary-0123456789' },
  } as const
  expectOk(await addVault(device, 'notes', vaultFolder))
  expectOk(await addLink(device, vaultFolder, 'shop', { path: root, vault: 'notes' }))
  const workplace = {
    vault: expectOk(await openFolderVault(vaultFolder, path.join(top, 'locks'))),
    vaultFolder,
    repoName: 'shop',
    config: expectOk(await readConfig(device)),
    device,
    face: {
      name: 'terminal',
      clock: systemClock,
      stop: new AbortController().signal,
      rehearsal: null,
      progress: () => undefined,
    },
  } as const
  const request = { name: 'billing', feature: null, stage: 'implement' } as const
  const said = failure('git-failed', 'Git could not commit.', 'MY_API_KEY=sk-canary-0123456789', 'Put it right.')
  const report = await withRun(workplace, request, (run) => Promise.resolve(failedReport(run, null, said)))
  expect(report.error).toEqual({ ...said, why: 'MY_API_KEY=•••' })
  const [logged] = expectOk(await readRuns(workplace, null))
  const lines = JSON.stringify(expectOk(await readLog(workplace, logged?.id ?? '')))
  expect(lines).toContain('Git could not commit.')
  expect(lines).not.toContain('canary')
})
