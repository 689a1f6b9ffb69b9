import type { S3Client } from '@aws-sdk/client-s3'
import type { SQSClient } from '@aws-sdk/client-sqs'
import type { EngineError } from '../../errors/engine-error.ts'

/** The part of a client that {@link refuseClosed} needs. */
interface Stack {
  add(
    middleware: (next: (args: unknown) => Promise<unknown>) => (args: unknown) => Promise<unknown>,
    options: object,
  ): void
}

/**
 * Makes a client fail every attempt once `refusal` returns an error. Calls in progress still hold the client
 * and its keys, so the SDK would otherwise retry them on a new socket.
 */
export function refuseClosed(client: S3Client | SQSClient, refusal: () => EngineError | null): void {
  const stack = client.middlewareStack as unknown as Stack
  stack.add(
    (next) => async (args) => {
      const error = refusal()
      if (error !== null) throw error
      return next(args)
    },
    // After the retry middleware, so that each attempt is checked.
    { step: 'finalizeRequest', priority: 'low', name: 'refuseClosed' },
  )
}
