import { PassThrough, type Readable } from 'node:stream'
import { EngineError, fromAwsError, type AwsErrorContext } from './errors.ts'

/**
 * The body of an S3 answer as a stream that fails with an EngineError only, ends its connection when it is
 * destroyed, and fails with `CANCELLED` as soon as the signal fires.
 */
export function payloadStream(
  source: Readable,
  context: AwsErrorContext,
  signal: AbortSignal | undefined,
): Readable {
  const out = new PassThrough({ highWaterMark: 1_048_576 })
  // A stream that fails before its reader has come may not end the whole process.
  out.on('error', () => {})
  const cancel = (): void =>
    void out.destroy(new EngineError('CANCELLED', undefined, { cause: signal?.reason }))
  const fail = (error: unknown): void => void out.destroy(fromAwsError(error, context))
  source.once('error', fail)
  source.once('close', () => {
    if (!source.readableEnded) fail(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }))
  })
  out.once('close', () => {
    signal?.removeEventListener('abort', cancel)
    source.on('error', () => {})
    source.destroy()
  })
  signal?.addEventListener('abort', cancel, { once: true })
  if (signal?.aborted) cancel()
  else source.pipe(out)
  return out
}
