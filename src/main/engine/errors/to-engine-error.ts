import { EngineError } from './engine-error.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Converts any thrown value. An abort becomes `CANCELLED`, everything unknown `INTERNAL`. */
export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return new EngineError('CANCELLED', 'Cancelled.', { cause: error })
  }
  const message = error instanceof Error ? error.message : String(error)
  return new EngineError(
    'INTERNAL',
    `An unexpected error occurred: ${withoutSecrets(message)}`.slice(0, 2_000),
    {
      cause: error,
    },
  )
}
