import { basename } from 'node:path'
import { EngineError } from './engine-error.ts'

/**
 * Converts a file system error that occurred while reading `path`. The message contains the file name, but not its
 * folder. Codes: `FILE_NOT_FOUND` (ENOENT, ENOTDIR), `SAVE_FOLDER_READ_ONLY` (EROFS), `DISK_FULL` (ENOSPC, EDQUOT), and
 * `FILE_UNREADABLE` for everything else. Too many open files (EMFILE, ENFILE) are retryable.
 */
export function fromFileError(error: unknown, path: string): EngineError {
  if (error instanceof EngineError) return error
  const name = basename(path)
  const code = (error as { readonly code?: unknown } | null)?.code
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new EngineError('FILE_NOT_FOUND', `The file ${name} does not exist.`, { cause: error })
    case 'EACCES':
    case 'EPERM':
      return new EngineError('FILE_UNREADABLE', `You do not have permission to read the file ${name}.`, {
        cause: error,
        hint: 'Check its permissions.',
      })
    case 'EISDIR':
      return new EngineError('FILE_UNREADABLE', `${name} is a folder, not a file.`, { cause: error })
    case 'EROFS':
      return new EngineError('SAVE_FOLDER_READ_ONLY', undefined, { cause: error })
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineError('DISK_FULL', undefined, { cause: error })
    case 'EMFILE':
    case 'ENFILE':
      return new EngineError('FILE_UNREADABLE', `${name} cannot be read because too many files are open.`, {
        cause: error,
        hint: 'Try again when other transfers have finished.',
        retryable: true,
      })
    default:
      return new EngineError('FILE_UNREADABLE', `The file ${name} cannot be read.`, { cause: error })
  }
}
