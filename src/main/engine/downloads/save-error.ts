import { EngineError, fromAwsError } from '../errors/engine-error.ts'
import { fromFolderError } from '../errors/file-errors.ts'

/**
 * Returns the error of a failed save. An abort becomes `CANCELLED`. The source throws only EngineErrors, so a
 * file system error comes from the folder.
 */
export function toSaveError(error: unknown, folder: string, signal: AbortSignal): EngineError {
  if (signal.aborted) {
    return error instanceof EngineError && error.code === 'CANCELLED'
      ? error
      : new EngineError('CANCELLED', 'The save was cancelled.', { cause: error })
  }
  if (error instanceof EngineError) return error
  return fromFolderError(error, folder) ?? fromAwsError(error, { what: 'Downloading the payload' })
}
