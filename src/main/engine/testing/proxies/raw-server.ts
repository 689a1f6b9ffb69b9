import { createServer, type AddressInfo, type Socket } from 'node:net'

/** A server that sends arbitrary bytes, valid HTTP or not. */
export type RawServer = {
  readonly endpoint: string
  /** Returns how many requests have arrived. */
  readonly requests: () => number
  /** Called at the end of the head of every request. */
  respond: (socket: Socket, head: string) => unknown
  stop(): Promise<void>
}

/** Starts a server on a free port of 127.0.0.1. It sends nothing until `answer` is set. */
export async function startRawServer(): Promise<RawServer> {
  const sockets = new Set<Socket>()
  let count = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    let head = ''
    socket.on('data', (bytes) => {
      head += bytes.toString('latin1')
      const end = head.indexOf('\r\n\r\n')
      if (end < 0) return
      const whole = head.slice(0, end)
      head = ''
      // The rest is the body, which is ignored.
      if (!/^(?:GET|HEAD|PUT|POST|DELETE) /.test(whole)) return
      count += 1
      raw.respond(socket, whole)
    })
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  const raw: RawServer = {
    endpoint: '',
    requests: () => count,
    respond: () => undefined,
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return Object.assign(raw, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` })
}

/** Sends the same bytes again and again, as fast as they are read, until the other side hangs up. */
export function sendEndlessly(socket: Socket, bytes: string | Buffer): void {
  const send = (): void => {
    while (!socket.destroyed && socket.write(bytes));
    if (!socket.destroyed) socket.once('drain', send)
  }
  send()
}
