import { fromAwsError, throwIfCancelled } from './errors.ts'

/** Cancels the call; a cancelled one fails with `CANCELLED`. */
export type CallOptions = { readonly signal?: AbortSignal | undefined }

/** What a call is about, for the sentence of its error. */
export type S3Place = { readonly bucket: string; readonly key?: string; readonly region: string }

/** Makes a call of the SDK. @throws EngineError `CANCELLED`, and what `fromAwsError` makes of its failure. */
export async function callS3<T>(
  what: string,
  place: S3Place,
  { signal }: CallOptions,
  run: (send: { abortSignal?: AbortSignal }) => Promise<T>,
): Promise<T> {
  throwIfCancelled(signal)
  try {
    return await run(signal ? { abortSignal: signal } : {})
  } catch (error) {
    throwIfCancelled(signal)
    throw fromAwsError(error, { what, ...place })
  }
}
