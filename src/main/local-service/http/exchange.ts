import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BodyLimits } from './request-body.ts'

/** One request and its response. */
export type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly bodyLimits: BodyLimits
  /** True if the client waits for `100 Continue` before it sends its body. */
  isWaiting: boolean
}

/** How much of a rejected request's body to read and discard, so that the client reads the response. */
const maxDroppedBytes = 16 * 1024 * 1024

/** Sends `100 Continue` to a client that waits for it. */
export function acceptBody(exchange: Exchange): void {
  if (exchange.isWaiting) exchange.response.writeContinue()
  exchange.isWaiting = false
}

/** Sends a complete response and discards the rest of the request's body. */
export function respond(exchange: Exchange, status: number, type: string, body: string): void {
  const { response, isWaiting } = exchange
  dropBody(exchange)
  // The client will not send its body, so the next request on this connection could be mistaken for it.
  if (isWaiting) response.setHeader('connection', 'close')
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}

/**
 * Reads and discards the rest of the body, up to a limit, because a client that is still writing does not
 * read.
 */
function dropBody({ request, bodyLimits }: Exchange): void {
  if (request.complete || request.destroyed) return
  const { socket } = request
  const timer = setTimeout(() => socket.destroy(), bodyLimits.droppedMs)
  let dropped = 0
  request.on('data', (chunk: Buffer) => {
    dropped += chunk.length
    if (dropped > maxDroppedBytes) socket.destroy()
  })
  request.once('close', () => clearTimeout(timer))
  request.resume()
}
