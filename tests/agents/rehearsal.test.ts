import path from 'node:path'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { openAgents } from '../../src/agents/agents.ts'
import { contractOf } from '../../src/agents/contract.ts'
import { systemClock } from '../../src/basics/clock.ts'
import { fixture, FIXTURES } from './bench.ts'

const SCRIPT = path.resolve(import.meta.dirname, '../../templates/rehearsal/agent.mjs')

describe('the rehearsal', () => {
  it('is a real process that answers under the command protocol, and says that it is scripted', async () => {
    const texts: string[] = []
    const device = { platform: 'linux', env: { PATH: process.env['PATH'] ?? '', FORGE_REHEARSAL_PACE_MS: '1' }, fileEnv: {} } as const
    const agents = openAgents(
      { agents: { play: fixture('', { kind: 'rehearsal', argv: [] }) }, device, home: FIXTURES, rehearsal: [process.execPath, SCRIPT] },
      {
        runId: `rehearsal-${String(process.pid)}`,
        feature: 'billing',
        timeoutMs: 20_000,
        clock: systemClock,
        stop: new AbortController().signal,
        log: () => undefined,
        progress: (_line, event) => {
          if (event.type === 'text') texts.push(event.text)
        },
      },
    )
    const contract = contractOf(v.object({ recommendation: v.picklist(['GO', 'DEFER', 'KILL']), decision: v.string() }))
    const { answer, usage } = await agents.ask({
      agent: 'play',
      role: 'juror',
      focus: 'cost',
      line: 'play:cost',
      prompt: 'Judge.',
      folder: FIXTURES,
      access: 'read',
      contract,
      attempt: 1,
      allowedCommands: [],
    })
    expect(answer).toMatchObject({ ok: true, value: { recommendation: 'GO' } })
    expect(answer.ok && answer.value.decision).toContain('rehearsal')
    expect(texts.length).toBeGreaterThan(0)
    expect(texts.every((text) => text.startsWith('Rehearsal'))).toBe(true)
    expect(usage.tokensIn).toBeGreaterThan(0)
  })
})
