import { EngineError, fromAwsError } from '../errors/engine-error.ts'

/** The code of a file system error. */
export function errnoOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** The error of a failed save: file system errors name the folder, an abort is `CANCELLED`. */
export function toSaveError(error: unknown, folder: string, signal: AbortSignal): EngineError {
  if (signal.aborted) {
    return error instanceof EngineError && error.code === 'CANCELLED'
      ? error
      : new EngineError('CANCELLED', 'The save was cancelled.', { cause: error })
  }
  if (error instanceof EngineError) return error
  const options = { cause: error, retryable: true }
  switch (errnoOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
      return new EngineError('SAVE_FOLDER_NOT_FOUND', `The folder ${folder} does not exist.`, {
        ...options,
        hint: 'Choose another save folder, or connect the disk it is on.',
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EISDIR':
      return new EngineError('SAVE_FOLDER_READ_ONLY', `The folder ${folder} is read-only.`, {
        ...options,
        hint: 'Choose another save folder, or change its permissions.',
      })
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new EngineError('DISK_FULL', `There is not enough space on the disk of ${folder}.`, {
        ...options,
        hint: 'Free some space or choose a folder on another disk, then try again.',
      })
    default:
      return fromAwsError(error, { what: 'Downloading the payload' })
  }
}
