import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { bundlePreview } from './bundle.ts'
import { PageWindow } from './page-window.ts'

/** `vault`: the folder the page shows. `plugin`: the folder of the built main.js; styles.css and manifest.json are the project's. */
export interface PreviewOptions {
  readonly root: string
  readonly vault: string
  readonly plugin: string
  /** What the page's processes see as their environment. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** 0: any free one. */
  readonly port: number
  /** An empty folder for the built page; by default a temporary one, which goes at the end. */
  readonly built?: string
}

export interface Preview {
  /** The page's address; it holds the secret that every call must carry. `query`: for example `phone=1&theme=dark`. */
  address(query?: string): string
  /** Ends the server and every process that was started through it. */
  close(): Promise<void>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
}
const HOST = '127.0.0.1'

/**
 * Serves the preview page on this machine's loopback address. The page's plugin runs programs and reads and writes files with
 * the rights of who started this: nothing is confined but by the secret in the address.
 */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const built = options.built ?? mkdtempSync(path.join(os.tmpdir(), 'forge-preview-'))
  try {
    await bundlePreview(options.root, built)
    const server = new PreviewServer(options, built)
    await server.listen()
    return server
  } catch (failed) {
    rmSync(built, { recursive: true, force: true, maxRetries: 10 })
    throw failed
  }
}

class PreviewServer implements Preview {
  private readonly secret = randomBytes(16).toString('hex')
  private readonly windows = new Map<string, PageWindow>()
  private readonly server = http.createServer((request, response) => {
    this.answer(request, response).catch(() => response.destroy())
  })
  private port = 0

  constructor(
    private readonly options: PreviewOptions,
    private readonly built: string,
  ) {}

  listen(): Promise<void> {
    // A connection that is closed in the moment of a call loses the call.
    this.server.keepAliveTimeout = 0
    return new Promise((resolve, reject) => {
      this.server.once('error', reject)
      this.server.listen(this.options.port, HOST, () => {
        const address = this.server.address()
        this.port = typeof address === 'object' && address !== null ? address.port : 0
        resolve()
      })
    })
  }

  address(query = ''): string {
    return `http://${HOST}:${String(this.port)}/${this.secret}/${query === '' ? '' : `?${query}`}`
  }

  async close(): Promise<void> {
    for (const window of this.windows.values()) window.end()
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
    rmSync(this.built, { recursive: true, force: true, maxRetries: 10 })
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, secret, action = '', name = ''] = new URL(request.url ?? '/', `http://${HOST}`).pathname.split('/')
    // A page of another origin could reach the port, but neither knows the secret nor passes for this host.
    if (secret !== this.secret || request.headers.host !== `${HOST}:${String(this.port)}`) return refuse(response)
    if (request.method === 'POST' && action === 'open') return this.open(response)
    const window = this.windows.get(name)
    if (request.method === 'POST' && action === 'call' && window)
      return send(response, 'application/json', await window.call(await textOf(request)))
    if (action === 'events' && window) return this.stream(window, name, response)
    return this.serve(action === 'plugin' ? `plugin/${name}` : action, response)
  }

  private async open(response: ServerResponse): Promise<void> {
    const id = randomBytes(8).toString('hex')
    const window = new PageWindow(startWindow(path.join(this.built, 'window.mjs'), this.options))
    this.windows.set(id, window)
    await window.ready
    send(response, 'application/json', JSON.stringify({ window: id }))
  }

  /** The page has gone when its stream closes. Its process dies as a window's does; what it started goes on, or ends with its pipes. */
  private stream(window: PageWindow, id: string, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    response.write('\n')
    window.listen((event) => response.write(`data: ${event}\n\n`))
    response.on('close', () => {
      window.leave()
      if (window.isIdle()) this.windows.delete(id)
    })
  }

  private serve(name: string, response: ServerResponse): void {
    const file = this.fileOf(name)
    if (file === null || !existsSync(file)) return refuse(response)
    const text = readFileSync(file, 'utf8')
    // As Obsidian evaluates a plugin: a function that is handed `require`, `module` and `exports`.
    const body =
      name === 'plugin/main.js'
        ? `window.pluginCode=(function anonymous(require,module,exports){${text}\n})\n//# sourceURL=plugin:forge-pipeline`
        : text
    send(response, TYPES[path.extname(file)] ?? 'text/plain', body)
  }

  private fileOf(name: string): string | null {
    const { root, plugin } = this.options
    if (name === '') return path.join(root, 'tests/preview/page/index.html')
    if (name === 'page.js' || name === 'page.css') return path.join(this.built, name)
    if (name === 'plugin/main.js') return path.join(plugin, 'main.js')
    return name === 'plugin/styles.css' || name === 'plugin/manifest.json' ? path.join(root, path.basename(name)) : null
  }
}

function startWindow(program: string, { vault, env }: PreviewOptions): ChildProcess {
  return fork(program, [vault], {
    env,
    cwd: vault,
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    execArgv: [],
  })
}

async function textOf(request: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of request) if (chunk instanceof Uint8Array) text += decoder.decode(chunk, { stream: true })
  return text + decoder.decode()
}

function send(response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' })
  response.end(body)
}

function refuse(response: ServerResponse): void {
  response.writeHead(404)
  response.end()
}
