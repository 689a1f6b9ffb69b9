import { EngineError } from '../errors/engine-error.ts'

/** How long a download may bring nothing by default, in milliseconds: then it has stalled. */
export const defaultStallMs = 12_000

/** What a download fails with that brought nothing for so long. */
export function stalled(): EngineError {
  return new EngineError('TIMED_OUT', 'The download stalled: the server sent nothing any more.', {
    hint: 'Check the network, then try again.',
    retryable: true,
  })
}
