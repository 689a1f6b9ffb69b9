import { EngineError } from '../../errors/engine-error.ts'

/**
 * Settles like `promise`, or rejects as soon as the signal fires. The work behind the promise continues.
 *
 * @throws EngineError `CANCELLED`.
 */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise<T>((resolve, reject) => {
    const cancel = (): void => reject(new EngineError('CANCELLED', undefined, { cause: signal.reason }))
    const stopListening = (): void => signal.removeEventListener('abort', cancel)
    if (signal.aborted) cancel()
    else signal.addEventListener('abort', cancel, { once: true })
    promise.then(resolve, reject).finally(stopListening)
  })
}
