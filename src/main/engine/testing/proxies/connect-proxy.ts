import { request as forward } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { close, listen } from '../servers.ts'

/** A real HTTP proxy, like those that companies use. */
export type ConnectProxy = {
  readonly url: string
  /** Every request as `CONNECT host:port` or `GET http://host:port/path`. */
  readonly requests: string[]
  /** The `proxy-authorization` header of every request, or `null`. */
  readonly authorizations: (string | null)[]
  stop(): Promise<void>
}

/**
 * Starts a proxy for some hosts. `targets` maps each host to its real URL, such as `http://127.0.0.1:9000`.
 * Rejects all others with the status `refusal`, 403 by default.
 */
export async function startConnectProxy(
  targets: Readonly<Record<string, string>> | ((host: string) => string | undefined),
  refusal = 403,
): Promise<ConnectProxy> {
  const targetOf = (host: string): string | undefined =>
    typeof targets === 'function' ? targets(host) : targets[host]
  const requests: string[] = []
  const authorizations: (string | null)[] = []
  const sockets = new Set<Socket>()
  const note = (
    request: { headers: { readonly 'proxy-authorization'?: string | undefined } },
    line: string,
  ): void => {
    requests.push(line)
    authorizations.push(request.headers['proxy-authorization'] ?? null)
  }
  const server = await listen((request, response) => {
    note(request, `${request.method} ${request.url}`)
    const url = new URL(request.url ?? '')
    const target = targetOf(url.hostname)
    if (target === undefined) return void response.writeHead(refusal).end()
    const { hostname, port } = new URL(target)
    const { 'proxy-authorization': _, ...headers } = request.headers
    const path = url.pathname + url.search
    const onward = forward({ hostname, port, method: request.method, path, headers }, (upstream) => {
      response.writeHead(upstream.statusCode ?? 502, upstream.headers)
      upstream.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('connect', (request, socket: Socket) => {
    note(request, `CONNECT ${request.url}`)
    const target = targetOf((request.url ?? '').replace(/:\d+$/, ''))
    if (target === undefined)
      return void socket.end(`HTTP/1.1 ${refusal} Refused\r\ncontent-length: 0\r\n\r\n`)
    const { hostname, port } = new URL(target)
    const onward = connect({ host: hostname, port: Number(port) })
    for (const side of [socket, onward]) {
      sockets.add(side)
      side.on('error', () => [socket, onward].map((one) => one.destroy()))
      side.on('close', () => sockets.delete(side))
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    socket.pipe(onward).pipe(socket)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    authorizations,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await close(server)
    },
  }
}
