import type { IncomingMessage, ServerResponse } from 'node:http'

/** One request and its response. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Whether the client waits for `100 Continue` before it sends its body. */
  isWaiting: boolean
}

/** How much of the body of a refused request is read and dropped, so that its client gets to read the answer. */
const maxDroppedBytes = 16 * 1024 * 1024
const maxDroppingMs = 10_000

/** Sends `100 Continue` to a client that waits for it. */
export function acceptBody(exchange: Exchange): void {
  if (exchange.isWaiting) exchange.response.writeContinue()
  exchange.isWaiting = false
}

/** Sends a whole response and drops what is left of the body. */
export function say(exchange: Exchange, status: number, type: string, body: string): void {
  const { request, response, isWaiting } = exchange
  dropBody(request)
  // The body that was announced will not come, so what follows on this connection could be taken for it.
  if (isWaiting) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/** Reads and drops what is still arriving, because a client that still writes does not read; but not without end. */
function dropBody(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return
  const { socket } = request
  const timer = setTimeout(() => socket.destroy(), maxDroppingMs)
  let dropped = 0
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length
    if (dropped > maxDroppedBytes) socket.destroy()
  })
  request.once('close', () => clearTimeout(timer))
  request.resume()
}
