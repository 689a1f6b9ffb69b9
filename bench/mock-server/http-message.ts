import type { Socket } from 'node:net'

/** A parsed request. Header names are in lower case. */
export interface MockRequest {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: ReadonlyMap<string, string>
  /** The length of the body in bytes, whether or not it is kept. */
  readonly size: number
  /** Empty unless the connection keeps the body. */
  readonly body: Buffer
}

/** A response. The body may be slices of a permanent buffer, so that nothing is copied. */
export interface MockResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | readonly Buffer[]
  /** The content length of a response to HEAD, which has no body. */
  readonly length?: number
}

/** Handles a request, synchronously or not. */
export type MockHandler = (request: MockRequest) => MockResponse | Promise<MockResponse>

const reasons: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'No Content',
  206: 'Partial Content',
  404: 'Not Found',
  411: 'Length Required',
  412: 'Precondition Failed',
}

/** Writes a response to a keep-alive connection. */
export function writeResponse(socket: Socket, { status, headers, body, length }: MockResponse): void {
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
