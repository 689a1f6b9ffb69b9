import type { IncomingMessage } from 'node:http'

/** A body that is longer than the caller allows. */
export class BodyTooLargeError extends Error {}

/** A body in the `aws-chunked` encoding that breaks its rules or ends early. */
export class BodyMalformedError extends Error {}

/**
 * The raw bytes of a request. Leaving the loop early keeps the connection open, so that the client
 * still learns why its request is refused.
 */
export function bytesOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => request.iterator({ destroyOnReturn: false }) }
}

/** Reads a whole small body. Throws {@link BodyTooLargeError} above `maxBytes`. */
export async function readBody(bytes: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of bytes) {
    size += chunk.length
    if (size > maxBytes) throw new BodyTooLargeError()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** A payload without its transfer encoding. `trailers` is filled once the payload has been read to its end. */
export type Payload = {
  readonly data: AsyncIterable<Buffer>
  readonly trailers: ReadonlyMap<string, string>
}

/**
 * The payload of an S3 request. SDKs that stream with a checksum send `aws-chunked`: chunks, each after a line with its
 * size in hex, then trailing headers. The signatures of the chunks are not verified; that of the header is.
 */
export function payloadOf(request: IncomingMessage, payloadHash: string): Payload {
  const trailers = new Map<string, string>()
  const data = payloadHash.startsWith('STREAMING-') ? unchunk(request, trailers) : wholeBody(request)
  return { data, trailers }
}

async function* wholeBody(request: IncomingMessage): AsyncGenerator<Buffer> {
  yield* bytesOf(request)
  if (!request.complete) throw new BodyMalformedError('The body ended early.')
}

const maxLineBytes = 8 * 1024

async function* unchunk(request: IncomingMessage, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  const declared = Number(request.headers['x-amz-decoded-content-length'] ?? 'NaN')
  let rest: Buffer = Buffer.alloc(0)
  let left = 0
  let total = 0
  let state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size'
  for await (const piece of bytesOf(request)) {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    while (rest.length > 0 && state !== 'done') {
      if (state === 'data') {
        const chunk = rest.subarray(0, left)
        rest = rest.subarray(chunk.length)
        left -= chunk.length
        total += chunk.length
        if (left === 0) state = 'data-end'
        yield chunk
        continue
      }
      const end = rest.indexOf('\r\n')
      if (end < 0) {
        if (rest.length > maxLineBytes) throw new BodyMalformedError('A chunk header is too long.')
        break
      }
      const line = rest.subarray(0, end).toString('latin1')
      rest = rest.subarray(end + 2)
      if (state === 'data-end') {
        if (line !== '') throw new BodyMalformedError('A chunk is longer than it says.')
        state = 'size'
      } else if (state === 'size') {
        const match = /^([0-9a-fA-F]{1,12})(?:;|$)/.exec(line)
        if (match === null) throw new BodyMalformedError('A chunk has no size.')
        left = Number.parseInt(match[1] ?? '', 16)
        state = left === 0 ? 'trailers' : 'data'
      } else if (line === '') {
        state = 'done'
      } else {
        const at = line.indexOf(':')
        if (at > 0) trailers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim())
      }
    }
  }
  const ended = state === 'done' || state === 'trailers'
  if (!request.complete || !ended || (!Number.isNaN(declared) && declared !== total)) {
    throw new BodyMalformedError('The body ended early.')
  }
}
