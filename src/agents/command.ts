import * as v from 'valibot'
import type { Kind, Said, Task } from './kind.ts'
import { FILE_CHANGES } from './port.ts'

const MAX_PROMPT_CHARS = 100_000_000
const count = v.nullish(v.pipe(v.number(), v.minValue(0)))

/** The lines of the command protocol, version 1. */
const Line = v.variant('type', [
  v.object({ type: v.literal('text'), text: v.string() }),
  v.object({ type: v.literal('thinking'), text: v.optional(v.string(), '') }),
  v.object({ type: v.literal('tool'), name: v.string(), detail: v.optional(v.string(), '') }),
  v.object({ type: v.literal('change'), path: v.string(), kind: v.optional(v.fallback(v.picklist(FILE_CHANGES), 'changed'), 'changed') }),
  v.object({ type: v.literal('waiting'), on: v.string(), seconds: count }),
  v.object({
    type: v.literal('usage'),
    input_tokens: count,
    output_tokens: count,
    cost_usd: v.nullish(v.pipe(v.number(), v.minValue(0)), null),
  }),
  v.object({ type: v.literal('result'), answer: v.optional(v.unknown()) }),
  v.object({ type: v.literal('error'), message: v.string() }),
])

/** Any program that speaks the command protocol: one JSON object in, JSON Lines out. */
export const command: Kind = {
  name: 'command',
  family: () => null,
  program: null,
  install: 'Correct its `argv` in the device config.',
  login: '',
  loginProbe: null,
  ownSettings: null,
  variables: [],
  keys: [],
  exitCounts: true,
  maxPromptChars: MAX_PROMPT_CHARS,
  holds: 'nothing',
  runsFrom: [],
  tried: '0.0.0',
  faults: [],
  resumes: false,
  quiet: {},
  files: () => ({}),
  launch: (task, config) => ({ args: config.argv.slice(1), stdin: requestOf(task), env: {} }),
  read: readCommandLine,
}

/** The one JSON object that a command agent reads from stdin. */
export function requestOf(task: Task): string {
  const { role, focus, access, prompt, schema, feature, attempt } = task
  return `${JSON.stringify({ protocol: 1, role, focus, access, prompt, schema, try: task.try, feature, attempt })}\n`
}

export function readCommandLine(line: Readonly<Record<string, unknown>>): readonly Said[] {
  const decoded = v.safeParse(Line, line)
  if (!decoded.success) return []
  const said = decoded.output
  switch (said.type) {
    case 'text':
    case 'thinking':
      return [{ type: said.type, text: said.text }]
    case 'tool':
      return [{ type: 'tool', name: said.name, detail: said.detail }]
    case 'change':
      return [{ type: 'change', path: said.path, what: said.kind, call: null }]
    case 'waiting':
      return [{ type: 'waiting', on: said.on, forS: said.seconds ?? null }]
    case 'usage':
      return [
        {
          type: 'spent',
          id: null,
          usage: { tokensIn: said.input_tokens ?? 0, tokensOut: said.output_tokens ?? 0, costUsd: said.cost_usd },
        },
      ]
    case 'result':
      return [{ type: 'draft', answer: said.answer }, { type: 'done' }]
    case 'error':
      return [{ type: 'error', message: said.message, final: false }]
  }
}
