import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { fromAwsError, throwIfCancelled } from '../../errors/engine-error.ts'

/** Cancels the call; a cancelled one fails with `CANCELLED`. */
export type CallOptions = { readonly signal?: AbortSignal | undefined }

/** Makes a call of the SDK. @throws EngineError `CANCELLED`, and what `fromAwsError` makes of its failure. */
export async function callAws<T>(
  context: AwsErrorContext,
  { signal }: CallOptions,
  run: (send: { abortSignal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal)
  try {
    return await run(signal ? { abortSignal: signal } : {})
  } catch (error) {
    throwIfCancelled(signal)
    throw fromAwsError(error, context)
  }
}
