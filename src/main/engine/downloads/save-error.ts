import { EngineError, fromAwsError } from '../errors/engine-error.ts'

/** The code of a file system error. */
export function errnoOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

/** What a save fails with: a file system error by the folder, an abort as `CANCELLED`, the rest as it is known. */
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
      return new EngineError('SAVE_FOLDER_NOT_FOUND', `The folder ${folder} is not there.`, {
        ...options,
        hint: 'Choose another save folder, or connect the disk it is on.',
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EISDIR':
      return new EngineError('SAVE_FOLDER_READ_ONLY', `Nothing can be written into ${folder}.`, {
        ...options,
        hint: 'Choose another save folder, or change its permissions.',
      })
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new EngineError('DISK_FULL', `There is not enough room on the disk of ${folder}.`, {
        ...options,
        hint: 'Free some room or choose a folder on another disk, then try again.',
      })
    default:
      return fromAwsError(error, { what: 'Downloading the payload' })
  }
}
