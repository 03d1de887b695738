import { existsSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandOf, GO, newFolder, PRESENT, scene } from './scene.ts'
import { TOKENS, type Turn } from './scripted-model.ts'

describe.each(PRESENT)('$kind', (cli) => {
  it('is found, with its version', async () => {
    const { agents } = await scene(cli, () => [{ text: '' }])
    expect(await agents.check(['a'])).toMatchObject({
      ok: true,
      value: [{ problem: null, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as unknown }],
    })
  })

  it('with read access answers, and changes nothing', async () => {
    const turns = (folder: string): readonly Turn[] => [
      cli.read(path.join(folder, 'README.md')),
      cli.write(path.join(folder, 'new.txt')),
      cli.shell('touch other.txt'),
      cli.answer(GO),
      { text: 'Done.' },
    ]
    const { ask, changes, model } = await scene(cli, turns)
    const reply = await ask()
    expect(reply.answer).toEqual({ ok: true, value: GO })
    expect(changes()).toEqual([])
    expect(model.questions[1]).toContain('A shop')
    if (cli.counts !== 'never') expect(reply.usage).toMatchObject({ tokensIn: TOKENS.in * 4, tokensOut: TOKENS.out * 4 })
  })

  it('with edit access writes in its folder and nowhere else, or is refused', async () => {
    const outside = newFolder()
    const turns = (folder: string): readonly Turn[] => [
      cli.write(path.join(folder, 'new.txt')),
      cli.write(path.join(outside, 'outside.txt')),
      cli.shell(commandOf('check.sh')),
      cli.shell(`touch ${path.join(outside, 'shell.txt')}`),
      cli.answer(GO),
      { text: 'Done.' },
    ]
    const { ask, changes, agents } = await scene(cli, turns)
    const reply = await ask({ access: 'edit', allowedCommands: [commandOf('check.sh')] })
    if (!cli.isHeld) {
      expect(reply.answer).toMatchObject({ ok: false, error: { code: 'agent-unconfined' } })
      expect(await agents.check(['a'], ['a'])).toMatchObject({ ok: false, error: { code: 'agent-unconfined' } })
      return
    }
    expect(reply.answer).toEqual({ ok: true, value: GO })
    expect(changes()).toContain('?? new.txt')
    expect(changes().includes('?? checked.txt')).toBe(cli.runs === 'trusted' || cli.runs === 'sandboxed')
    expect([existsSync(path.join(outside, 'outside.txt')), existsSync(path.join(outside, 'shell.txt'))]).toEqual([false, false])
  })
})
