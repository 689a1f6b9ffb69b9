import { EngineError } from './engine-error.ts'
import { failedPathOf } from './errno.ts'
import { fromFileError } from './file-errors.ts'
import { withoutSecrets } from './without-secrets.ts'

/**
 * Converts any thrown value. An abort becomes `CANCELLED`, a file system error `FILE_*`, and everything
 * unknown `INTERNAL`.
 */
export function toEngineError(error: unknown): EngineError {
  if (error instanceof EngineError) return error
  if (error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')) {
    return new EngineError('CANCELLED', 'Cancelled.', { cause: error })
  }
  const path = failedPathOf(error)
  if (path !== undefined) return fromFileError(error, path)
  const message = error instanceof Error ? error.message : String(error)
  return new EngineError(
    'INTERNAL',
    `An unexpected error occurred: ${withoutSecrets(message)}`.slice(0, 2_000),
    {
      cause: error,
    },
  )
}
