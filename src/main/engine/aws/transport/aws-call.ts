import type { AwsErrorContext } from '../../errors/aws-error-info.ts'
import { fromAwsError, throwIfCancelled } from '../../errors/engine-error.ts'
import type { ThreadedRequest } from './threaded-transport.ts'

/** `signal` cancels the call, which then fails with `CANCELLED`. */
export type CallOptions = { readonly signal?: AbortSignal | undefined }

/** The options that our SDK clients accept with a command. */
export type SendOptions = {
  abortSignal?: AbortSignal
  /** Lets a transfer thread send the request. Default: the main thread sends it. */
  threaded?: ThreadedRequest
}

/**
 * Runs an AWS call and converts every failure to an EngineError.
 *
 * @throws EngineError `CANCELLED` when the signal fires, else the error of `fromAwsError`.
 */
export async function callAws<T>(
  context: AwsErrorContext,
  { signal }: CallOptions,
  run: (options: SendOptions) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal)
  try {
    return await run(signal ? { abortSignal: signal } : {})
  } catch (error) {
    throwIfCancelled(signal)
    throw fromAwsError(error, context)
  }
}
