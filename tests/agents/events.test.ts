import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openEvents } from '../../src/agents/events.ts'
import { openEar } from '../../src/agents/hearing.ts'
import { KINDS, kindOf } from '../../src/agents/kinds.ts'
import { NO_USAGE, type AgentEvent } from '../../src/agents/port.ts'
import { ask, bench, fixture } from './bench.ts'

const FOLDER = '/home/me/shop'

/** What the faces are told of lines that a CLI printed, as they came. */
function eventsOf(kind: string, lines: readonly unknown[], folders: readonly string[] = [FOLDER]): readonly AgentEvent[] {
  const found = kindOf(kind)
  if (found === null) throw new Error(`No kind ${kind}`)
  const events: AgentEvent[] = []
  const eventOf = openEvents(folders)
  const said = (what: Parameters<typeof eventOf>[0]): void => {
    const event = eventOf(what, () => NO_USAGE)
    if (event !== null && event.type !== 'usage') events.push(event)
  }
  const ear = openEar(found, { mask: (text) => text, log: () => undefined, said })
  for (const line of lines) ear.stdout(`${JSON.stringify(line)}\n`)
  ear.end()
  return events
}

const claudeTool = (id: string, name: string, input: object): object => ({
  type: 'assistant',
  message: { id: `m-${id}`, content: [{ type: 'tool_use', id, name, input }], usage: { input_tokens: 100, output_tokens: 20 } },
  parent_tool_use_id: null,
})
const claudeResult = (tool_use_id: string, tool_use_result: unknown, is_error?: boolean): object => ({
  type: 'user',
  message: { role: 'user', content: [{ tool_use_id, type: 'tool_result', content: 'It says so.', ...(is_error ? { is_error } : {}) }] },
  tool_use_result,
})

describe('what an agent does, told alike whatever CLI it is', () => {
  it('claude: a file is changed when its tool comes back well', () => {
    expect(
      eventsOf('claude', [
        { type: 'system', subtype: 'thinking_tokens', estimated_tokens: 3, estimated_tokens_delta: 3 },
        { type: 'assistant', message: { id: 'm', content: [{ type: 'thinking', thinking: 'Hm.', signature: 'c2ln' }] } },
        claudeTool('t1', 'Write', { file_path: `${FOLDER}/new.txt`, content: 'x' }),
        claudeResult('t1', { type: 'create', filePath: `${FOLDER}/new.txt`, structuredPatch: [], originalFile: null }),
        claudeTool('t2', 'Edit', { file_path: `${FOLDER}/src/a.ts`, old_string: 'a', new_string: 'b' }),
        claudeResult('t2', { filePath: `${FOLDER}/src/a.ts`, oldString: 'a', newString: 'b', structuredPatch: [{}] }),
        claudeTool('t3', 'Write', { file_path: `${FOLDER}/src/a.ts`, content: 'y' }),
        claudeResult('t3', { type: 'update', filePath: `${FOLDER}/src/a.ts` }),
        claudeTool('t4', 'Write', { file_path: '/elsewhere/b.ts', content: 'y' }),
        claudeResult('t4', "Error: Claude requested permissions to write, but you haven't granted it yet.", true),
        claudeTool('t5', 'NotebookEdit', { notebook_path: `${FOLDER}/n.ipynb`, cell_id: 'a', new_source: 'x' }),
        claudeResult('t5', { new_source: 'x', notebook_path: `${FOLDER}/n.ipynb`, edit_mode: 'replace', error: '' }),
        claudeTool('t6', 'Bash', { command: 'npm test', description: 'Run the tests' }),
        claudeResult('t6', { stdout: 'ok', stderr: '' }),
        claudeTool('t7', 'Grep', { pattern: 'total' }),
      ]),
    ).toEqual([
      { type: 'thinking', text: '' },
      { type: 'thinking', text: 'Hm.' },
      { type: 'tool', name: 'Write', detail: 'new.txt' },
      { type: 'change', path: 'new.txt', what: 'added' },
      { type: 'tool', name: 'Edit', detail: 'src/a.ts' },
      { type: 'change', path: 'src/a.ts', what: 'edited' },
      { type: 'tool', name: 'Write', detail: 'src/a.ts' },
      { type: 'change', path: 'src/a.ts', what: 'edited' },
      { type: 'tool', name: 'Write', detail: '/elsewhere/b.ts' },
      { type: 'tool', name: 'NotebookEdit', detail: 'n.ipynb' },
      { type: 'change', path: 'n.ipynb', what: 'edited' },
      { type: 'tool', name: 'Bash', detail: 'npm test' },
      { type: 'tool', name: 'Grep', detail: 'total' },
    ])
  })

  it('claude: it waits where it says so, as long as it says', () => {
    const retry = { type: 'system', subtype: 'api_retry', attempt: 1, max_retries: 4, error_status: 529, error: 'overloaded' }
    expect(eventsOf('claude', [{ ...retry, retry_delay_ms: 1500 }, retry])).toEqual([
      { type: 'retry', reason: 'The service failed (overloaded, 529); retry 1.' },
      { type: 'waiting', on: 'the service (overloaded)', forS: 1.5 },
      { type: 'retry', reason: 'The service failed (overloaded, 529); retry 1.' },
    ])
  })

  it('codex: patches by file, and commands without their shell', () => {
    const patch = (status: string): object => ({
      id: 'item_0',
      type: 'file_change',
      changes: [
        { path: `${FOLDER}/README.md`, kind: 'update' },
        { path: `${FOLDER}/gone.txt`, kind: 'delete' },
        { path: `${FOLDER}/new.txt`, kind: 'add' },
      ],
      status,
    })
    const command = (text: string): object => ({
      type: 'item.started',
      item: { id: 'i', type: 'command_execution', command: text, aggregated_output: '', exit_code: null, status: 'in_progress' },
    })
    expect(
      eventsOf('codex', [
        { type: 'item.completed', item: { id: 'item_0', type: 'reasoning', text: 'A plan.' } },
        { type: 'item.started', item: patch('in_progress') },
        { type: 'item.completed', item: patch('completed') },
        { type: 'item.completed', item: patch('failed') },
        command('/bin/bash -lc ls'),
        command("/bin/zsh -lc 'npm test; ls'"),
        command('bash -c "echo $HOME"'),
        { type: 'item.started', item: { type: 'mcp_tool_call', server: 's', tool: 'look', arguments: { query: 'shops' } } },
      ]),
    ).toEqual([
      { type: 'thinking', text: 'A plan.' },
      { type: 'tool', name: 'write', detail: 'README.md' },
      { type: 'tool', name: 'write', detail: 'gone.txt' },
      { type: 'tool', name: 'write', detail: 'new.txt' },
      { type: 'change', path: 'README.md', what: 'edited' },
      { type: 'change', path: 'gone.txt', what: 'deleted' },
      { type: 'change', path: 'new.txt', what: 'added' },
      { type: 'tool', name: 'shell', detail: 'ls' },
      { type: 'tool', name: 'shell', detail: 'npm test; ls' },
      { type: 'tool', name: 'shell', detail: '"echo $HOME"' },
      { type: 'tool', name: 'look', detail: 'shops' },
    ])
  })

  it('gemini: what comes back with an error changed nothing', () => {
    const used = (tool_name: string, tool_id: string, parameters: object): object => ({ type: 'tool_use', tool_name, tool_id, parameters })
    const came = (tool_id: string, status: string): object => ({ type: 'tool_result', tool_id, status })
    expect(
      eventsOf('gemini', [
        used('write_file', 'w1', { file_path: `${FOLDER}/new.txt`, content: 'x' }),
        came('w1', 'success'),
        used('replace', 'r1', { file_path: 'src/a.ts', old_string: 'a', new_string: 'b', instruction: 'i' }),
        came('r1', 'success'),
        used('write_file', 'w2', { file_path: '/elsewhere.txt', content: 'x' }),
        came('w2', 'error'),
        used('list_directory', 'l', { dir_path: FOLDER }),
        came('l', 'success'),
      ]),
    ).toEqual([
      { type: 'tool', name: 'write_file', detail: 'new.txt' },
      { type: 'change', path: 'new.txt', what: 'changed' },
      { type: 'tool', name: 'replace', detail: 'src/a.ts' },
      { type: 'change', path: 'src/a.ts', what: 'edited' },
      { type: 'tool', name: 'write_file', detail: '/elsewhere.txt' },
      { type: 'tool', name: 'list_directory', detail: '.' },
    ])
  })

  it('qwen: as claude, with what its words tell', () => {
    const used = (id: string, name: string, input: object): object => ({
      type: 'assistant',
      message: { id, content: [{ type: 'tool_use', id, name, input }] },
    })
    const came = (tool_use_id: string, content: string, is_error = false): object => ({
      type: 'user',
      message: { role: 'user', content: [{ type: 'tool_result', tool_use_id, is_error, content }] },
    })
    expect(
      eventsOf('qwen', [
        { type: 'stream_event', event: { type: 'goal_state', goal_state: { v: 2, goal: null, activity: 'idle' } } },
        { type: 'assistant', message: { id: 'a', content: [{ type: 'thinking', thinking: 'Hm.', signature: '' }] } },
        used('c1', 'write_file', { file_path: `${FOLDER}/new.txt`, content: 'x' }),
        came('c1', `Successfully created and wrote to new file: ${FOLDER}/new.txt.`),
        used('c2', 'write_file', { file_path: `${FOLDER}/new.txt`, content: 'y' }),
        came('c2', `Successfully overwrote file: ${FOLDER}/new.txt.`),
        used('c3', 'edit', { file_path: `${FOLDER}/a.ts`, old_string: 'a', new_string: 'b' }),
        came('c3', 'Failed to edit, 0 occurrences found for old_string', true),
        used('c4', 'edit', { file_path: `${FOLDER}/a.ts`, old_string: 'a', new_string: 'b' }),
        came('c4', 'The file has been updated.'),
      ]).filter((event) => event.type !== 'tool'),
    ).toEqual([
      { type: 'thinking', text: 'Hm.' },
      { type: 'change', path: 'new.txt', what: 'added' },
      { type: 'change', path: 'new.txt', what: 'edited' },
      { type: 'change', path: 'a.ts', what: 'edited' },
    ])
  })

  it('kimi: it tells in words alone whether a tool failed', () => {
    const used = (id: string, name: string, input: object): object => ({
      role: 'assistant',
      tool_calls: [{ type: 'function', id, function: { name, arguments: JSON.stringify(input) } }],
    })
    const came = (tool_call_id: string, content: string): object => ({ role: 'tool', tool_call_id, content })
    expect(
      eventsOf('kimi', [
        used('c1', 'Write', { path: `${FOLDER}/new.txt`, content: 'x' }),
        came('c1', `Wrote 1 bytes to ${FOLDER}/new.txt`),
        used('c2', 'Edit', { path: `${FOLDER}/a.ts`, old_string: 'a', new_string: 'b' }),
        came('c2', `Replaced 1 occurrence in ${FOLDER}/a.ts`),
        used('c3', 'Edit', { path: `${FOLDER}/a.ts`, old_string: 'q', new_string: 'b' }),
        came('c3', `old_string not found in ${FOLDER}/a.ts, the file contents may be out of date.`),
        used('c4', 'Read', { path: `${FOLDER}/a.ts` }),
        came('c4', 'Wrote 1 bytes to nothing: this is what the file says'),
        { role: 'meta', type: 'turn.step.retrying', delay_ms: 526.4, error_message: 'scripted 529', status_code: 529 },
      ]),
    ).toEqual([
      { type: 'tool', name: 'Write', detail: 'new.txt' },
      { type: 'change', path: 'new.txt', what: 'changed' },
      { type: 'tool', name: 'Edit', detail: 'a.ts' },
      { type: 'change', path: 'a.ts', what: 'edited' },
      { type: 'tool', name: 'Edit', detail: 'a.ts' },
      { type: 'tool', name: 'Read', detail: 'a.ts' },
      { type: 'retry', reason: 'The service failed (529, scripted 529).' },
      { type: 'waiting', on: 'the service (529, scripted 529)', forS: 0.5264 },
    ])
  })

  it('opencode: a tool is told of when it has come back', () => {
    const used = (tool: string, status: string, input: object, metadata?: object): object => ({
      type: 'tool_use',
      part: { type: 'tool', tool, callID: 'c', state: { status, input, ...(metadata ? { metadata } : {}) } },
    })
    const files = [
      { filePath: `${FOLDER}/b.ts`, relativePath: 'b.ts', type: 'add' },
      { filePath: `${FOLDER}/c.ts`, relativePath: 'c.ts', type: 'delete' },
    ]
    expect(
      eventsOf('opencode', [
        { type: 'reasoning', part: { type: 'reasoning', text: 'Hm.' } },
        used('write', 'completed', { filePath: `${FOLDER}/new.txt`, content: 'x' }, { exists: false }),
        used('write', 'completed', { filePath: `${FOLDER}/new.txt`, content: 'y' }, { exists: true }),
        used('edit', 'completed', { filePath: `${FOLDER}/a.ts`, oldString: 'a', newString: 'b' }, { diff: '' }),
        used('edit', 'error', { filePath: `${FOLDER}/a.ts`, oldString: 'q', newString: 'b' }),
        used('apply_patch', 'completed', { patchText: '*** Begin Patch' }, { files }),
        used('bash', 'completed', { command: 'npm test', description: 'd' }, { exit: 0 }),
      ]),
    ).toEqual([
      { type: 'thinking', text: 'Hm.' },
      { type: 'tool', name: 'write', detail: 'new.txt' },
      { type: 'change', path: 'new.txt', what: 'added' },
      { type: 'tool', name: 'write', detail: 'new.txt' },
      { type: 'change', path: 'new.txt', what: 'edited' },
      { type: 'tool', name: 'edit', detail: 'a.ts' },
      { type: 'change', path: 'a.ts', what: 'edited' },
      { type: 'tool', name: 'edit', detail: 'a.ts' },
      { type: 'tool', name: 'apply_patch', detail: 'b.ts, c.ts' },
      { type: 'change', path: 'b.ts', what: 'added' },
      { type: 'change', path: 'c.ts', what: 'deleted' },
      { type: 'tool', name: 'bash', detail: 'npm test' },
    ])
  })

  it('command: what its protocol has lines for', () => {
    expect(
      eventsOf('command', [
        { type: 'thinking' },
        { type: 'thinking', text: 'Hm.' },
        { type: 'tool', name: 'run', detail: 'npm\n  test' },
        { type: 'change', path: 'a.ts', kind: 'deleted' },
        { type: 'change', path: `${FOLDER}/b.ts`, kind: 'polished' },
        { type: 'waiting', on: 'the service', seconds: 30 },
        { type: 'waiting', on: 'a slot' },
        { type: 'waiting', on: 'a slot', seconds: -1 },
        { type: 'change' },
      ]),
    ).toEqual([
      { type: 'thinking', text: '' },
      { type: 'thinking', text: 'Hm.' },
      { type: 'tool', name: 'run', detail: 'npm test' },
      { type: 'change', path: 'a.ts', what: 'deleted' },
      { type: 'change', path: 'b.ts', what: 'changed' },
      { type: 'waiting', on: 'the service', forS: 30 },
      { type: 'waiting', on: 'a slot', forS: null },
    ])
  })
})

describe('lines that a kind does not know', () => {
  const KNOWN = /^(?:text|thinking|tool|change|waiting|usage|result|error|system|assistant|user|message|init|tool_use|tool_result)$/
  const KNOWN_TOO = /^(?:step_start|step_finish|reasoning|thread\..*|turn\..*|item\..*)$/

  it.each(KINDS)('$name: say nothing', (kind) => {
    const type = fc.string().filter((text) => !KNOWN.test(text) && !KNOWN_TOO.test(text))
    const line = fc.record({ type, role: type, item: fc.object(), message: fc.object(), part: fc.object() })
    fc.assert(
      fc.property(line, (unknown) => {
        expect(kind.read(unknown)).toEqual([])
      }),
    )
  })

  it.each(KINDS)('$name: throw nothing, whatever stands in a line of a known kind', (kind) => {
    const types = ['assistant', 'user', 'system', 'result', 'tool_use', 'tool_result', 'item.completed', 'change', 'waiting', 'reasoning']
    const role = fc.constantFrom('assistant', 'tool', 'meta', 'user')
    const some = fc.oneof(
      fc.anything(),
      fc.record({ content: fc.array(fc.anything()), type: fc.constantFrom('file_change', 'tool_result') }),
    )
    const line = fc.record({ type: fc.constantFrom(...types), role, item: some, message: some, part: some, content: some, path: some })
    fc.assert(
      fc.property(line, (odd) => {
        expect(Array.isArray(kind.read(odd))).toBe(true)
      }),
    )
  })
})

describe('a path', () => {
  it('is told from the folder also where the CLI calls the folder by its real name', async () => {
    const real = mkdtempSync(path.join(tmpdir(), 'forge-events-'))
    const link = `${real}-link`
    symlinkSync(real, link)
    onTestFinished(() => {
      rmSync(link)
      rmSync(real, { recursive: true })
    })
    const { agents, events } = bench({ a: fixture('tells.mjs', {}, real, link) })
    await agents.ask(ask('a', { folder: link }))
    expect(events.filter((event) => event.type === 'change')).toEqual([
      { type: 'change', path: 'a.ts', what: 'edited' },
      { type: 'change', path: 'b.ts', what: 'edited' },
      { type: 'change', path: `${real}-other/c.ts`, what: 'edited' },
    ])
  })
})
