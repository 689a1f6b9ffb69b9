import { EngineError } from '../errors/engine-error.ts'

/** The time without data from the server after which a download counts as stalled, in milliseconds. */
export const defaultStallMs = 12_000

/** Returns the error of a stalled download. */
export function stalled(): EngineError {
  return new EngineError('TIMED_OUT', 'The download stalled: the server stopped sending.', {
    hint: 'Check the network, then try again.',
    retryable: true,
  })
}
