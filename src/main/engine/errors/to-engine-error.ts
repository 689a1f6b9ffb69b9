import { EngineError } from './engine-error.ts'

/** Whatever was thrown, as an EngineError; an abort becomes CANCELLED. */
export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return new EngineError('CANCELLED', 'It was cancelled.', { cause: error })
  }
  const message = error instanceof Error ? error.message : String(error)
  return new EngineError('INTERNAL', `Something unforeseen went wrong: ${message}`.slice(0, 2_000), {
    cause: error,
  })
}
