import { createRequire } from 'node:module'
import path from 'node:path'
import { HOME } from './clis.ts'
import { TOKENS, type Turn } from './scripted-model.ts'

/** As much of the package as is used. It is not installed beside this file, so nothing else knows its types. */
interface Installed {
  readonly LLMock: new (options: { readonly port: number; readonly host: string }) => {
    readonly url: string
    on(match: { predicate: () => boolean }, response: (request: { readonly tools?: readonly unknown[] }) => unknown): unknown
    start(): Promise<string>
    stop(): Promise<void>
  }
}

/** An independent stand-in for a model's service, which speaks every wire format by itself. */
export interface Aimock {
  readonly url: string
  close(): Promise<void>
}

/** By each service's own names; each reads its own. */
const USAGE = {
  ...{ prompt_tokens: TOKENS.in, completion_tokens: TOKENS.out },
  ...{ input_tokens: TOKENS.in, output_tokens: TOKENS.out },
  ...{ promptTokenCount: TOKENS.in, candidatesTokenCount: TOKENS.out },
}

/** `turnFor` is given each question that offers tools, put as chat completions are. */
export async function startAimock(turnFor: (body: string) => Turn): Promise<Aimock> {
  const { LLMock } = createRequire(path.join(HOME, 'package.json'))('@copilotkit/aimock') as Installed
  const mock = new LLMock({ port: 0, host: '127.0.0.1' })
  mock.on({ predicate: () => true }, (request) => {
    const turn = (request.tools ?? []).length > 0 ? turnFor(JSON.stringify(request)) : { text: 'aside' }
    if ('call' in turn) return { toolCalls: [{ name: turn.call.name, arguments: JSON.stringify(turn.call.input) }], usage: USAGE }
    if ('text' in turn) return { content: turn.text, usage: USAGE }
    throw new Error(`This story has no such turn: ${JSON.stringify(turn)}`)
  })
  await mock.start()
  return { url: mock.url, close: () => mock.stop() }
}
