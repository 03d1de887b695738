import { describe, expect, it } from 'vitest'
import type { AgentView } from '../../../src/obsidian/desktop/settings.ts'
import { agentField, agentKeyOf, agentValue } from '../../../src/obsidian/settings/agent-fields.ts'

const AGENT: AgentView = {
  name: 'a',
  kind: 'claude',
  model: '',
  pays: 'api',
  path: '~/bin/claude',
  argv: ['--one', 'two words'],
  fallback: 'b',
  unconfined: true,
  maxToolCalls: 40,
  price: [2, 10, 0.2],
  variables: [],
  secrets: [],
  install: '',
}

describe('the fields of an agent', () => {
  it.each([
    ['path', '~/bin/claude', '~/bin/claude'],
    ['argv', '--one\ntwo words', ['--one', 'two words']],
    ['fallback', 'b', 'b'],
    ['unconfined', true, true],
    ['max_tool_calls', '40', 40],
    ['price', '2, 10, 0.2', { in: 2, out: 10, cached: 0.2 }],
    ['model', '', null],
  ] as const)('show %s, and read what they show as its value', (key, shown, value) => {
    expect(agentKeyOf(`agent/a/${key}`)).toEqual({ name: 'a', key })
    expect(agentField(AGENT, key)).toBe(shown)
    expect(agentValue(key, shown)).toEqual(value)
  })

  it('leave it to the config to refuse what is none', () => {
    expect([agentValue('price', '2'), agentValue('price', '2, x'), agentValue('price', '1 2 3 4')]).toEqual(['2', '2, x', '1 2 3 4'])
    expect([agentValue('max_tool_calls', 'many'), agentValue('unconfined', false), agentValue('path', ' ')]).toEqual(['many', null, null])
  })
})
