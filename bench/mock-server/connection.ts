import type { Socket } from 'node:net'
import { writeResponse, type MockHandler, type MockRequest } from './http-message.ts'

const endOfHead = Buffer.from('\r\n\r\n')
const nothing: Buffer = Buffer.alloc(0)

/**
 * Serves HTTP/1.1 on one keep-alive connection, one request after another, with as little work as possible. A
 * body is counted and discarded unless `keepsBody` returns true. Node's own parser would take too much CPU
 * from the client.
 */
export function serveConnection(
  socket: Socket,
  options: {
    readonly handle: MockHandler
    readonly keepsBody: (headers: ReadonlyMap<string, string>) => boolean
    readonly delayMs: number
  },
): void {
  let rest: Buffer = nothing
  let head: Omit<MockRequest, 'body'> | null = null
  let left = 0
  let kept: Buffer[] | null = null

  const finish = (request: Omit<MockRequest, 'body'>): void => {
    const body = kept === null ? nothing : Buffer.concat(kept)
    head = null
    kept = null
    const respond = async (): Promise<void> => {
      const response = await options.handle({ ...request, body })
      if (!socket.destroyed) writeResponse(socket, response)
    }
    if (options.delayMs === 0) void respond()
    else setTimeout(() => void respond(), options.delayMs)
  }

  const takeHead = (chunk: Buffer): Buffer => {
    const data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const end = data.indexOf(endOfHead)
    if (end < 0) {
      rest = data
      return nothing
    }
    rest = nothing
    head = parseHead(data.toString('latin1', 0, end))
    left = head.size
    kept = options.keepsBody(head.headers) ? [] : null
    if (head.headers.get('expect') === '100-continue') socket.write('HTTP/1.1 100 Continue\r\n\r\n')
    return data.subarray(end + endOfHead.length)
  }

  const takeBody = (request: Omit<MockRequest, 'body'>, chunk: Buffer): Buffer => {
    const taken = Math.min(left, chunk.length)
    if (taken > 0) kept?.push(chunk.subarray(0, taken))
    left -= taken
    if (left === 0) finish(request)
    return chunk.subarray(taken)
  }

  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  socket.on('data', (received: Buffer) => {
    let chunk = received
    do {
      if (head === null) chunk = takeHead(chunk)
      if (head !== null) chunk = takeBody(head, chunk)
    } while (chunk.length > 0)
  })
}

function parseHead(text: string): Omit<MockRequest, 'body'> {
  const [first = '', ...lines] = text.split('\r\n')
  const [method = '', target = ''] = first.split(' ')
  const headers = new Map<string, string>()
  for (const line of lines) {
    const colon = line.indexOf(':')
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim())
  }
  const mark = target.indexOf('?')
  return {
    method,
    path: decodeURIComponent(mark < 0 ? target : target.slice(0, mark)),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
    headers,
    size: Number(headers.get('content-length') ?? 0),
  }
}
