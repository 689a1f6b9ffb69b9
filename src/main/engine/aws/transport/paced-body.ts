import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import type { BodyProof } from './server-capabilities.ts'

/** A body in memory on its way to S3. */
export type SentBody = {
  readonly bytes: Uint8Array
  /** Its CRC-32 in base64. */
  readonly crc32: string
  /** Told of the bytes that the latest attempt has handed to the network. */
  readonly onSent?: ((bytes: number) => void) | undefined
  /** Awaited before so many bytes more are sent. */
  readonly pace?: ((bytes: number) => Promise<void>) | undefined
  /** Awaited before the last bytes are sent: a failure keeps them back, so that nothing is stored. */
  readonly beforeLast?: (() => Promise<void>) | undefined
}

type Sending = {
  readonly body: SentBody
  readonly proof: BodyProof
  fail(error: unknown): void
  latest: Readable | null
}

const sliceBytes = 262_144
const sendings = new WeakMap<object, Sending>()

type Request = {
  readonly protocol: string
  readonly hostname: string
  readonly headers: Record<string, string>
  body?: unknown
}

/** Teaches a client to send the bodies of {@link sendSliced}; once for each client. */
export function addSlicing(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Request
      const sending = sendingOf(request)
      if (sending?.proof.unsigned && isSafe(request)) {
        request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
      }
      return next(args)
    },
    { step: 'build', name: 'leaveBodyUnsigned' },
  )
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Request
      const sending = sendingOf(request)
      if (!sending || sending.body.bytes.byteLength === 0) return next(args)
      const whole = request.body
      // Each attempt has its own stream, so that the SDK goes on seeing a body that can be sent again.
      request.body = slicesOf(sending)
      const restore = (): void => void (request.body = whole)
      const answer = next(args)
      answer.then(restore, restore)
      return answer
    },
    { step: 'deserialize', priority: 'low', name: 'sendInSlices' },
  )
}

/**
 * Runs a call whose body is `body.bytes` and sends it in slices of 256 KiB, each attempt from the start. Rejects
 * as `run` does, or with what `pace` or `beforeLast` threw.
 */
export async function sendSliced<T>(
  body: SentBody,
  proof: BodyProof,
  signal: AbortSignal | undefined,
  run: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const failed = new AbortController()
  let failure: { readonly error: unknown } | null = null
  const sending: Sending = {
    body,
    proof,
    // The SDK does not notice a body that fails, and would wait for the rest until its timeout.
    fail(error) {
      failure ??= { error }
      failed.abort()
    },
    latest: null,
  }
  sendings.set(body.bytes, sending)
  try {
    return await run(signal ? AbortSignal.any([signal, failed.signal]) : failed.signal)
  } catch (error) {
    const own = failure as { readonly error: unknown } | null
    throw own && !signal?.aborted ? own.error : error
  } finally {
    sending.latest = null
    sendings.delete(body.bytes)
  }
}

function sendingOf(request: Request): Sending | undefined {
  const { body } = request
  return typeof body === 'object' && body !== null ? sendings.get(body) : undefined
}

/** Whether nobody between here and the server can change what is sent. */
export function isSafe({
  protocol,
  hostname,
}: {
  readonly protocol: string
  readonly hostname: string
}): boolean {
  return protocol === 'https:' || /^(?:127(?:\.\d+){3}|\[?::1\]?|localhost)$/.test(hostname)
}

function slicesOf(sending: Sending): Readable {
  const { bytes, onSent, pace, beforeLast } = sending.body
  const total = bytes.byteLength
  let sent = 0
  const stream: Readable = new Readable({
    highWaterMark: 1,
    read() {
      // An attempt that was given up may still be read; it counts no more.
      const isLatest = sending.latest === stream
      const end = Math.min(sent + sliceBytes, total)
      const push = (): void => {
        stream.push(bytes.subarray(sent, end))
        sent = end
        if (sent === total) stream.push(null)
        if (isLatest) onSent?.(sent)
      }
      const wait = async (): Promise<void> => {
        await pace?.(end - sent)
        if (end === total) await beforeLast?.()
      }
      if (isLatest && (pace || (beforeLast && end === total))) wait().then(push, sending.fail)
      else push()
    },
  })
  sending.latest = stream
  return stream
}
