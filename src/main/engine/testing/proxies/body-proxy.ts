import { once } from 'node:events'
import { request as forward, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { close, listen } from '../servers.ts'

/**
 * What to do with a chunk of a GET's body: send it (unchanged or modified), cut the connection, or send
 * nothing more.
 */
export type ChunkAction = Buffer | 'cut' | 'stall'

/** A real HTTP server in front of an S3 server. It can change the response bodies of GETs. */
export interface BodyProxy {
  readonly endpoint: string
  /** The range of every GET, for example `bytes=0-9`, or `all`. */
  readonly asked: string[]
  /** The number of body bytes sent so far. */
  readonly sent: number
  /** Decides what happens to each chunk. `offset` is its position in this response. Default: sends it. */
  onChunk: (piece: Buffer, offset: number, request: IncomingMessage) => ChunkAction | Promise<ChunkAction>
  /** Changes the headers of every request and response. */
  headers: (
    headers: Record<string, string | string[] | undefined>,
    isResponse: boolean,
    method: string,
    url: string,
  ) => void
  stop(): Promise<void>
}

/** Starts a proxy in front of `target`. */
export async function startBodyProxy(target: string): Promise<BodyProxy> {
  const { hostname, port } = new URL(target)
  const asked: string[] = []
  let sent = 0
  const server = await listen((request, response) => {
    const isRead = request.method === 'GET'
    if (isRead) asked.push(request.headers.range ?? 'all')
    const headers = { ...request.headers }
    proxy.headers(headers, false, request.method ?? '', request.url ?? '')
    const onward = forward(
      { hostname, port, method: request.method, path: request.url, headers },
      (upstream) => {
        const told = { ...upstream.headers }
        proxy.headers(told, true, request.method ?? '', request.url ?? '')
        response.writeHead(upstream.statusCode ?? 502, told)
        if (isRead) void pass(upstream, request)
        else upstream.pipe(response)
      },
    )
    async function pass(upstream: IncomingMessage, asking: IncomingMessage): Promise<void> {
      const gone = once(response, 'close')
      let offset = 0
      try {
        for await (const piece of upstream as AsyncIterable<Buffer>) {
          const action = await proxy.onChunk(piece, offset, asking)
          if (action === 'stall') return
          if (action === 'cut') return void response.destroy()
          offset += piece.length
          sent += action.length
          if (!response.write(action)) await Promise.race([once(response, 'drain'), gone])
          if (response.destroyed) return
        }
        response.end()
      } catch {
        response.destroy()
      }
    }
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    request.pipe(onward)
  })
  const proxy = {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get sent() {
      return sent
    },
    onChunk: (piece: Buffer): ChunkAction | Promise<ChunkAction> => piece,
    headers: () => undefined,
    stop: () => close(server),
  } as BodyProxy
  return proxy
}
