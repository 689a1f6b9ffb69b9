import type { Readable } from 'node:stream'
import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { EngineError, fromAwsError } from '../../errors/engine-error.ts'

/**
 * Makes the body of an S3 response fail only with EngineErrors, and with `CANCELLED` as soon as the signal
 * fires. Returns the same stream, because piping it through a second stream would cost as much as reading it.
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
  // An error before anyone reads the stream must not crash the process.
  body.on('error', () => {})
  body.once('close', () => signal?.removeEventListener('abort', cancel))
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  return body
}
