import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'
import type { BodyIntegrity } from './server-capabilities.ts'

/** How a body is sent. */
export type BodyFlow = {
  /** The body's CRC-32 in base64. */
  readonly crc32: string
  /** Called with the number of bytes that the current attempt has sent. */
  readonly onSent?: ((bytes: number) => void) | undefined
  /** Awaited before the next `bytes` bytes are sent. */
  readonly pace?: ((bytes: number) => Promise<void>) | undefined
  /** Returns how many bytes a transfer thread may send at a time. Default: any number. */
  readonly stepBytes?: (() => number) | undefined
}

/** An in-memory body to send to S3. */
export type PacedBody = BodyFlow & {
  readonly bytes: Uint8Array
  /** Awaited before the last bytes are sent. If it rejects, they are not sent and nothing is stored. */
  readonly beforeLast?: (() => Promise<void>) | undefined
}

type Upload = {
  readonly body: PacedBody
  readonly integrity: BodyIntegrity
  fail(error: unknown): void
  /** The stream of the current attempt. */
  attempt: Readable | null
}

const chunkBytes = 262_144
const uploads = new WeakMap<object, Upload>()

type Request = {
  readonly protocol: string
  readonly hostname: string
  readonly headers: Record<string, string>
  body?: unknown
}

/** Lets a client send the bodies of {@link sendPaced}. Call this once per client. */
export function addPacedBodies(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Request
      const upload = uploadOf(request)
      if (upload?.integrity.unsigned && isTamperProof(request)) {
        request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
      }
      return next(args)
    },
    { step: 'build', name: 'leaveBodyUnsigned' },
  )
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Request
      const upload = uploadOf(request)
      if (!upload || upload.body.bytes.byteLength === 0) return next(args)
      const whole = request.body
      // Each attempt gets a new stream. Before a retry, the SDK sees the original bytes, which can be resent.
      request.body = pacedStream(upload)
      const restore = (): void => void (request.body = whole)
      const response = next(args)
      response.then(restore, restore)
      return response
    },
    { step: 'deserialize', priority: 'low', name: 'paceBody' },
  )
}

/**
 * Runs a call whose body is `body.bytes`, and sends the body in chunks of 256 KiB. Each attempt starts at the
 * first byte. Rejects like `run`, or with the error of `pace` or `beforeLast`.
 */
export async function sendPaced<T>(
  body: PacedBody,
  integrity: BodyIntegrity,
  signal: AbortSignal | undefined,
  run: (abortSignal: AbortSignal) => Promise<T>,
): Promise<T> {
  const failed = new AbortController()
  let failure: { readonly error: unknown } | null = null
  const upload: Upload = {
    body,
    integrity,
    // The SDK does not notice a failed body, and would wait for the rest until its timeout.
    fail(error) {
      failure ??= { error }
      failed.abort()
    },
    attempt: null,
  }
  uploads.set(body.bytes, upload)
  try {
    return await run(signal ? AbortSignal.any([signal, failed.signal]) : failed.signal)
  } catch (error) {
    const own = failure as { readonly error: unknown } | null
    throw own && !signal?.aborted ? own.error : error
  } finally {
    upload.attempt = null
    uploads.delete(body.bytes)
  }
}

function uploadOf(request: Request): Upload | undefined {
  const { body } = request
  return typeof body === 'object' && body !== null ? uploads.get(body) : undefined
}

/** True if a request cannot be tampered with in transit, because it uses TLS or stays on this computer. */
export function isTamperProof({
  protocol,
  hostname,
}: {
  readonly protocol: string
  readonly hostname: string
}): boolean {
  return protocol === 'https:' || /^(?:127(?:\.\d+){3}|\[?::1\]?|localhost)$/.test(hostname)
}

function pacedStream(upload: Upload): Readable {
  const { bytes, onSent, pace, beforeLast } = upload.body
  const total = bytes.byteLength
  let sent = 0
  const stream: Readable = new Readable({
    highWaterMark: 1,
    read() {
      // The SDK may still read the stream of an abandoned attempt, which must not be counted.
      const isCurrent = upload.attempt === stream
      const end = Math.min(sent + chunkBytes, total)
      const push = (): void => {
        stream.push(bytes.subarray(sent, end))
        sent = end
        if (sent === total) stream.push(null)
        if (isCurrent) onSent?.(sent)
      }
      const wait = async (): Promise<void> => {
        await pace?.(end - sent)
        if (end === total) await beforeLast?.()
      }
      if (isCurrent && (pace || (beforeLast && end === total))) wait().then(push, upload.fail)
      else push()
    },
  })
  upload.attempt = stream
  return stream
}
