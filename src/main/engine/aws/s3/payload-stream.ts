import type { Readable } from 'node:stream'
import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { EngineError, fromAwsError } from '../../errors/engine-error.ts'

/**
 * The body of an S3 answer as a stream that fails with an EngineError only, and with `CANCELLED` as soon as
 * the signal fires. It is the body itself: a second stream behind it would cost as much as the reading.
 */
export function payloadStream(
  body: Readable,
  context: AwsErrorContext,
  signal: AbortSignal | undefined,
): Readable {
  const cancel = (): void =>
    void body.destroy(new EngineError('CANCELLED', undefined, { cause: signal?.reason }))
  const destroy = body._destroy.bind(body)
  body._destroy = (error, done) =>
    destroy(error, (failure) => done(failure ? fromAwsError(failure, context) : null))
  // A stream that fails before its reader has come may not end the whole process.
  body.on('error', () => {})
  body.once('close', () => signal?.removeEventListener('abort', cancel))
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  return body
}
