import type { Socket } from 'node:net'

/** A request as the sink sees it. Header names are in lower case. */
export interface SinkRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: ReadonlyMap<string, string>
  /** Bytes of the body, kept or not. */
  readonly size: number
  /** Empty where the handler did not ask for it. */
  readonly body: Buffer
}

/** An answer. Bytes are given as slices of something that stays, so that nothing is copied. */
export interface SinkAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | readonly Buffer[]
  /** For the answer to a HEAD, which has a length and no body. */
  readonly length?: number
}

/** Answers a request, at once or later. */
export type SinkHandler = (request: SinkRequest) => SinkAnswer | Promise<SinkAnswer>

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  206: 'Partial Content',
  404: 'Not Found',
  411: 'Length Required',
  412: 'Precondition Failed',
}

/** Writes an answer to a keep-alive connection. */
export function writeAnswer(socket: Socket, { status, headers, body, length }: SinkAnswer): void {
  const size =
    length ??
    (typeof body === 'string' ? Buffer.byteLength(body) : body.reduce((sum, slice) => sum + slice.length, 0))
  let head = `HTTP/1.1 ${status} ${reasons[status] ?? 'Unknown'}\r\nContent-Length: ${size}\r\n`
  for (const [name, value] of Object.entries(headers)) head += `${name}: ${value}\r\n`
  if (typeof body === 'string') {
    socket.write(`${head}\r\n${length === undefined ? body : ''}`)
    return
  }
  socket.cork()
  socket.write(`${head}\r\n`)
  for (const slice of body) socket.write(slice)
  socket.uncork()
}
