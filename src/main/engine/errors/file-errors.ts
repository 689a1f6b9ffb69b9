import { basename } from 'node:path'
import { EngineError } from './engine-error.ts'

/**
 * A file system error met while reading `path`, as an EngineError that names the file and not its folder:
 * `FILE_NOT_FOUND` (ENOENT, ENOTDIR), `FILE_UNREADABLE` (EACCES, EPERM, EISDIR, EIO, ELOOP and the rest),
 * `SAVE_FOLDER_READ_ONLY` (EROFS), `DISK_FULL` (ENOSPC, EDQUOT), `SERVICE` for too many open files.
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
      return new EngineError('FILE_UNREADABLE', `You may not read the file ${name}.`, {
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
      return new EngineError('FILE_UNREADABLE', `Too many files are open to read ${name}.`, {
        cause: error,
        hint: 'Try again when other transfers have ended.',
        retryable: true,
      })
    default:
      return new EngineError('FILE_UNREADABLE', `The file ${name} cannot be read.`, { cause: error })
  }
}
