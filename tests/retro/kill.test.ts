import { describe, expect, it } from 'vitest'
import { readFeature } from '../../src/feature/feature.ts'
import { holdRetro } from '../../src/retro/run.ts'
import { fakeRun, Fuse, Killed, MemoryVault, ScriptedAgents } from './fakes.ts'
import { CLAMP, history, OPPOSED_FILE, passedFeature, RULES } from './samples.ts'
import { answer, byRole } from './scene.ts'

describe('a retro that is killed at any point', () => {
  const answers = byRole(history(CLAMP, { ...CLAMP, name: 'Log in UTC', context: 'A time is logged', pattern: 'Write UTC.' }))
  const start = () => ({ ...passedFeature(['court_decision: HOTFIX']), [RULES]: OPPOSED_FILE })

  /** The whole journey, answers included, started again as often as it is killed. */
  async function journey(fuse: Fuse) {
    const vault = new MemoryVault(start())
    const agents = new ScriptedAgents(answers)
    vault.fuse = fuse
    for (let tries = 0; tries < 6; tries++) {
      try {
        const report = await holdRetro(fakeRun({ vault, agents }))
        if (report.exit === 0) break
        expect(report.exit, JSON.stringify(report.error)).toBe(3)
        for (const [name, option] of [
          ['conflict-1', 'replace'],
          ['hotfix', 'justified'],
        ] as const)
          if (report.awaiting.includes(name)) answer(vault, name, option)
      } catch (thrown) {
        if (!(thrown instanceof Killed)) throw thrown
      }
    }
    return { vault, agents }
  }

  it('comes to the same end and asks no paid answer twice', async () => {
    const whole = await journey(new Fuse())
    const steps = whole.vault.fuse.calls
    expect(steps).toBeGreaterThan(15)
    for (const when of ['before', 'after'] as const) {
      for (let at = 1; at <= steps; at++) {
        const { vault, agents } = await journey(new Fuse(at, when))
        const paidTwice = when === 'before' && at <= 2 ? 1 : 0
        expect(agents.asked.length, `killed ${when} call ${String(at)}`).toBeLessThanOrEqual(whole.agents.asked.length + paidTwice)
        expect(Object.fromEntries(withoutUsage(vault)), `killed ${when} call ${String(at)}`).toEqual(
          Object.fromEntries(withoutUsage(whole.vault)),
        )
      }
    }
    const feature = await readFeature(whole.vault, 'billing')
    expect(feature.ok && feature.value.state).toBe('ARCHIVED')
  })

  function withoutUsage(vault: MemoryVault): readonly (readonly [string, string])[] {
    return [...vault.notes].map(([path, text]) => [path, text.replace(/^(duration_s|tokens_in|tokens_out|cost_usd): .*\n/gm, '')] as const)
  }
})
