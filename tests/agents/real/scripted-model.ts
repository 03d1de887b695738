import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One answer of the model: a text, a call of a tool, a status of the service, a page that is no answer, half an answer, or silence. */
export type Turn =
  | { readonly text: string }
  | { readonly call: { readonly name: string; readonly input: Readonly<Record<string, unknown>> } }
  | { readonly status: number }
  | { readonly page: true }
  | { readonly cut: true }
  | { readonly hang: true }

const PAGE = '<!doctype html><html><body><h1>Welcome to the portal</h1><p>Please sign in.</p></body></html>'

export interface ScriptedModel {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string
  /** The questions that offered tools, as they came; titles and the like are answered aside. */
  readonly questions: readonly string[]
  close(): Promise<void>
}

/** Each question costs so much. */
export const TOKENS = { in: 100, out: 20 }

/** What it answers: turn after turn, the last one again and again, or what a function makes of the question. */
export type Script = readonly Turn[] | ((body: string) => Turn | Promise<Turn>)

/** Plays its script in the wire format of whoever asks. */
export async function startModel(script: Script): Promise<ScriptedModel> {
  const questions: string[] = []
  const turnFor = typeof script === 'function' ? script : (): Turn => script[Math.min(questions.length, script.length) - 1] ?? { text: '' }
  const server = createServer((request, response) => {
    void answer(request, response, (body) => {
      questions.push(body)
      return turnFor(body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${String(port)}`, questions, close }
}

async function answer(request: IncomingMessage, response: ServerResponse, next: (body: string) => Turn | Promise<Turn>): Promise<void> {
  let body = ''
  request.setEncoding('utf8')
  for await (const piece of request) body += String(piece)
  const format = FORMATS.find(({ path }) => request.method === 'POST' && path.test(request.url ?? ''))
  if (format === undefined) return send(response, 200, { data: [], models: [] })
  const turn = /"(?:tools|functionDeclarations)":\s*\[\s*\{/.test(body) ? await next(body) : { text: 'aside' }
  if ('hang' in turn) return
  if ('page' in turn) return void response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE)
  if ('status' in turn) return send(response, turn.status, faultOf(turn.status))
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  if ('cut' in turn) return cut(response, streamed(format.events({ text: 'Judging it, I would say that it is ' })))
  response.end(streamed(format.events(turn)))
}

function streamed(events: Events): string {
  return events
    .map(([event, data]) => `${event === '' ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
    .join('')
}

/** The connection breaks within the first half of what was to be said. */
function cut(response: ServerResponse, text: string): void {
  response.write(text.slice(0, text.length / 2), () => response.socket?.destroy())
}

/** In words that tell nothing; the code stands where Google's services put it. */
function faultOf(status: number): unknown {
  return { type: 'error', error: { type: 'scripted', code: status, message: 'No luck today' } }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  // Who asks again need not wait long.
  response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '1', 'retry-after-ms': '100' })
  response.end(JSON.stringify(body))
}

type Said = Extract<Turn, { readonly text: string } | { readonly call: unknown }>
type Events = readonly (readonly [event: string, data: unknown])[]

let ids = 0
const newId = (kind: string): string => `${kind}_${String((ids += 1))}`

/** Anthropic's messages, as Claude Code asks. */
function messages(turn: Said): Events {
  const usage = { input_tokens: TOKENS.in, output_tokens: TOKENS.out }
  const isCall = 'call' in turn
  const block = isCall ? { type: 'tool_use', id: newId('toolu'), name: turn.call.name, input: {} } : { type: 'text', text: '' }
  const delta = isCall
    ? { type: 'input_json_delta', partial_json: JSON.stringify(turn.call.input) }
    : { type: 'text_delta', text: turn.text }
  const message = { id: newId('msg'), type: 'message', role: 'assistant', model: 'scripted', content: [], stop_reason: null, usage }
  const events: readonly { readonly type: string; readonly [key: string]: unknown }[] = [
    { type: 'message_start', message },
    { type: 'content_block_start', index: 0, content_block: block },
    { type: 'content_block_delta', index: 0, delta },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: isCall ? 'tool_use' : 'end_turn', stop_sequence: null }, usage },
    { type: 'message_stop' },
  ]
  return events.map((event) => [event.type, event])
}

/** OpenAI's responses, as Codex asks. */
function responses(turn: Said): Events {
  const item =
    'call' in turn
      ? { type: 'function_call', id: newId('fc'), call_id: newId('call'), name: turn.call.name, arguments: JSON.stringify(turn.call.input) }
      : { type: 'message', id: newId('msg'), role: 'assistant', content: [{ type: 'output_text', text: turn.text, annotations: [] }] }
  const usage = { input_tokens: TOKENS.in, output_tokens: TOKENS.out, total_tokens: TOKENS.in + TOKENS.out }
  const response = { id: newId('resp'), object: 'response', status: 'completed', model: 'scripted', output: [item], usage }
  return [
    ['response.created', { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } }],
    ['response.output_item.done', { type: 'response.output_item.done', output_index: 0, item: { ...item, status: 'completed' } }],
    ['response.completed', { type: 'response.completed', response }],
  ]
}

/** OpenAI's chat completions, as opencode, Qwen and Kimi ask. */
function completions(turn: Said): Events {
  const base = { id: newId('chat'), object: 'chat.completion.chunk', created: 1, model: 'scripted' }
  const call = 'call' in turn ? { name: turn.call.name, arguments: JSON.stringify(turn.call.input) } : null
  const delta =
    call === null
      ? { content: 'text' in turn ? turn.text : '' }
      : { tool_calls: [{ index: 0, id: newId('call'), type: 'function', function: call }] }
  const usage = { prompt_tokens: TOKENS.in, completion_tokens: TOKENS.out, total_tokens: TOKENS.in + TOKENS.out }
  const choice = (part: unknown, finish_reason: string | null): unknown => ({
    ...base,
    choices: [{ index: 0, delta: part, finish_reason }],
  })
  return [
    ['', choice({ role: 'assistant', ...delta }, null)],
    ['', choice({}, call === null ? 'stop' : 'tool_calls')],
    ['', { ...base, choices: [], usage }],
    ['', '[DONE]'],
  ]
}

/** Google's generateContent, as Gemini CLI asks. */
function contents(turn: Said): Events {
  const part =
    'call' in turn ? { functionCall: { name: turn.call.name, args: turn.call.input }, thoughtSignature: 'c2ln' } : { text: turn.text }
  const usageMetadata = { promptTokenCount: TOKENS.in, candidatesTokenCount: TOKENS.out, totalTokenCount: TOKENS.in + TOKENS.out }
  return [
    [
      '',
      {
        candidates: [{ content: { role: 'model', parts: [part] }, finishReason: 'STOP', index: 0 }],
        usageMetadata,
        modelVersion: 'scripted',
      },
    ],
  ]
}

const FORMATS: readonly { readonly path: RegExp; readonly events: (turn: Said) => Events }[] = [
  { path: /\/messages(?:\?|$)/, events: messages },
  { path: /\/responses(?:\?|$)/, events: responses },
  { path: /\/chat\/completions(?:\?|$)/, events: completions },
  { path: /:streamGenerateContent/, events: contents },
]
