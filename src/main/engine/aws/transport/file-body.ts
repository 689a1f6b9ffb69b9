import type { S3Client } from '@aws-sdk/client-s3'
import { EngineError } from '../../errors/engine-error.ts'
import type { SentPart } from '../threads/thread-message.ts'
import { isTamperProof, type BodyFlow } from './paced-body.ts'
import type { BodyIntegrity } from './server-capabilities.ts'

/** Part of a file that a transfer thread reads while it sends it, so that it never is in memory as a whole. */
export type FileBody = BodyFlow & {
  readonly part: SentPart
  /** Reads the part again for its MD5 in hex. */
  readonly md5: () => Promise<string>
}

/** A body has to be sent from memory: no thread can send it, its signature covers it, or its file has changed. */
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

/** Returns what stands for the body of a request in the SDK. The request may be sent again. */
export function standInFor(integrity: BodyIntegrity): Uint8Array {
  const standIn = new Uint8Array(0)
  integrities.set(standIn, integrity)
  return standIn
}

/** Lets a client send requests with {@link standInFor}, if their signature need not cover the body. Call it once. */
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
