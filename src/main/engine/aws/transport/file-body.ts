import type { S3Client } from '@aws-sdk/client-s3'
import { EngineError } from '../../errors/engine-error.ts'
import type { SentPart } from '../threads/thread-message.ts'
import { isTamperProof, type BodyFlow } from './paced-body.ts'
import type { BodyIntegrity } from './server-capabilities.ts'

/** Part of a file that a transfer thread reads while sending it, so it is never entirely in memory. */
export type FileBody = BodyFlow & {
  readonly part: SentPart
  /** Reads the part again and returns its MD5 in hex. */
  readonly md5: () => Promise<string>
}

/**
 * Thrown if a body has to be sent from memory, because no thread can send it, the signature covers it, or its
 * file changed.
 */
export class BodyNotInMemoryError extends EngineError {
  constructor() {
    super('SERVICE', 'The body has to be sent from memory.', { retryable: false })
  }
}

type Request = Parameters<typeof isTamperProof>[0] & {
  readonly headers: Record<string, string>
  readonly body?: unknown
}

const integrities = new WeakMap<object, BodyIntegrity>()

/** Returns a placeholder to pass to the SDK as the body of a request. The request may be sent again. */
export function placeholderFor(integrity: BodyIntegrity): Uint8Array {
  const placeholder = new Uint8Array(0)
  integrities.set(placeholder, integrity)
  return placeholder
}

/**
 * Lets a client send requests with {@link placeholderFor}, unless the signature has to cover the body. Call this once.
 */
export function addFileBodies(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Request
      const { body } = request
      const integrity = body instanceof Uint8Array ? integrities.get(body) : undefined
      if (integrity === undefined) return next(args)
      if (!integrity.unsigned || !isTamperProof(request)) throw new BodyNotInMemoryError()
      request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
      return next(args)
    },
    { step: 'build', name: 'sendFromFile' },
  )
}
