import type { IncomingMessage } from 'node:http'

/** Thrown if a body is longer than the caller allows. */
export class BodyTooLargeError extends Error {}

/** Thrown if a body violates the `aws-chunked` encoding or ends early. */
export class MalformedBodyError extends Error {}

/** Thrown if the client stopped sending, or sends too slowly. */
export class BodyTimeoutError extends Error {}

/** Thrown if the bodies being received already use too much memory. */
export class TooManyBodiesError extends Error {}

/** How long bodies may take. */
export type BodyLimits = {
  /** The longest pause within a body. */
  readonly idleMs: number
  /** The time limit for a body that is held in memory. */
  readonly heldMs: number
  /** How long the rest of a rejected body may take. */
  readonly droppedMs: number
}

/** A request whose body is to be read. */
export type BodySource = { readonly request: IncomingMessage; readonly bodyLimits: BodyLimits }

/**
 * The memory limit for all buffered bodies together, including those of clients whose signature is not
 * verified yet.
 */
const maxHeldBytes = 128 * 1024 * 1024
let heldBytes = 0

/**
 * Yields the raw bytes of a request. Leaving the loop early keeps the connection open, so that the client
 * still learns why its request was rejected. Throws {@link BodyTimeoutError} if the client pauses for too long.
 */
export async function* bytesOf({ request, bodyLimits }: BodySource): AsyncGenerator<Buffer> {
  const pieces = request.iterator({ destroyOnReturn: false })
  let fail: ((error: Error) => void) | null = null
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    fail?.(new BodyTimeoutError())
  }, bodyLimits.idleMs)
  try {
    for (;;) {
      isLate = false
      timer.refresh()
      // Not Promise.race with one long-lived promise, which would keep every chunk alive.
      const step = await new Promise<IteratorResult<Buffer>>((resolve, reject) => {
        fail = reject
        pieces.next().then(resolve, reject)
      })
      if (step.done === true) return
      yield step.value
    }
  } finally {
    clearTimeout(timer)
    // After a timeout, the iterator would only end once the missing chunk arrives.
    const ended = pieces.return?.().catch(() => undefined)
    if (!isLate) await ended
  }
}

/** Reads a small body as a whole. Throws {@link BodyTooLargeError} above `maxBytes`. */
export async function readBody(
  bytes: AsyncIterable<Buffer>,
  maxBytes: number,
  { heldMs }: BodyLimits,
): Promise<Buffer> {
  const deadlineMs = performance.now() + heldMs
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of bytes) {
      size += chunk.length
      heldBytes += chunk.length
      if (size > maxBytes) throw new BodyTooLargeError()
      if (heldBytes > maxHeldBytes) throw new TooManyBodiesError()
      if (performance.now() > deadlineMs) throw new BodyTimeoutError()
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  } finally {
    heldBytes -= size
  }
}

/** A payload without its transfer encoding. `trailers` is filled at the end of the payload. */
export type Payload = {
  readonly data: AsyncIterable<Buffer>
  readonly trailers: ReadonlyMap<string, string>
}

/**
 * Returns the payload of an S3 request. SDKs that stream with a checksum send `aws-chunked`: chunks, each
 * after a line with its size in hex, then trailing headers. Verifies the header's signature, but not
 * those of the chunks.
 */
export function payloadOf(source: BodySource & { readonly payloadHash: string }): Payload {
  const trailers = new Map<string, string>()
  const data = source.payloadHash.startsWith('STREAMING-') ? unchunk(source, trailers) : wholeBody(source)
  return { data, trailers }
}

async function* wholeBody(source: BodySource): AsyncGenerator<Buffer> {
  yield* bytesOf(source)
  if (!source.request.complete) throw new MalformedBodyError('The body ended early.')
}

const maxLineBytes = 8 * 1024
const maxTrailers = 32

async function* unchunk(source: BodySource, trailers: Map<string, string>): AsyncGenerator<Buffer> {
  const { request } = source
  const declared = Number(request.headers['x-amz-decoded-content-length'] ?? 'NaN')
  let rest: Buffer = Buffer.alloc(0)
  let left = 0
  let total = 0
  let trailerCount = 0
  let state: 'size' | 'data' | 'data-end' | 'trailers' | 'done' = 'size'
  for await (const piece of bytesOf(source)) {
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
        if (rest.length > maxLineBytes) throw new MalformedBodyError('A chunk header is too long.')
        break
      }
      const line = rest.subarray(0, end).toString('latin1')
      rest = rest.subarray(end + 2)
      if (state === 'data-end') {
        if (line !== '') throw new MalformedBodyError('A chunk is longer than announced.')
        state = 'size'
      } else if (state === 'size') {
        const match = /^([0-9a-fA-F]{1,12})(?:;|$)/.exec(line)
        if (match === null) throw new MalformedBodyError('A chunk has no size.')
        left = Number.parseInt(match[1] ?? '', 16)
        state = left === 0 ? 'trailers' : 'data'
      } else if (line === '') {
        state = 'done'
      } else {
        const at = line.indexOf(':')
        trailerCount += 1
        if (trailerCount > maxTrailers) throw new MalformedBodyError('There are too many trailers.')
        if (at > 0) trailers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim())
      }
    }
  }
  const ended = state === 'done' || state === 'trailers'
  if (!request.complete || !ended || (!Number.isNaN(declared) && declared !== total)) {
    throw new MalformedBodyError('The body ended early.')
  }
}
