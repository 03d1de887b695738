import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy that lets nothing through and remembers who was to be reached. */
export interface RecordingProxy {
  readonly url: string
  /** `host:port`, each once. */
  readonly wanted: ReadonlySet<string>
  close(): Promise<void>
}

export async function startProxy(): Promise<RecordingProxy> {
  const wanted = new Set<string>()
  const server = createServer((request, response) => {
    wanted.add(URL.canParse(request.url ?? '') ? new URL(request.url ?? '').host : (request.url ?? ''))
    response.writeHead(502).end()
  })
  server.on('connect', (request, socket) => {
    wanted.add(request.url ?? '')
    socket.on('error', () => undefined)
    socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${String(port)}`, wanted, close }
}
