import { basename } from 'node:path'
import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { EngineError, type EngineErrorOptions } from './engine-error.ts'
import { errnoOf } from './errno.ts'

/**
 * Converts a file system error that occurred while reading `path`. The message contains the file name, but
 * not its folder. File system errors are never treated as network or server errors, although network drives use the
 * same codes as sockets (`ETIMEDOUT`, `EHOSTDOWN`). Codes: `FILE_NOT_FOUND` (ENOENT, ENOTDIR),
 * `SAVE_FOLDER_READ_ONLY` (EROFS), `DISK_FULL` (ENOSPC, EDQUOT), and `FILE_UNREADABLE` for everything else.
 */
export function fromFileError(error: unknown, path: string): EngineError {
  if (error instanceof EngineError) return error
  const name = shownName(path)
  const errno = errnoOf(error)
  const unreadable = (message: string, options: EngineErrorOptions = {}): EngineError =>
    new EngineError('FILE_UNREADABLE', message, { cause: error, ...options })
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new EngineError('FILE_NOT_FOUND', `The file ${name} does not exist.`, { cause: error })
    case 'EACCES':
    case 'EPERM':
      return unreadable(`You do not have permission to read the file ${name}.`, {
        hint: 'Check its permissions.',
      })
    case 'EISDIR':
      return unreadable(`${name} is a folder, not a file.`)
    case 'ELOOP':
      return unreadable(`${name} is a link that leads back to itself.`)
    case 'ENAMETOOLONG':
      return unreadable(`The path to the file ${name} is too long.`, {
        hint: 'Move it to a folder with a shorter path.',
      })
    case 'EROFS':
      return new EngineError('SAVE_FOLDER_READ_ONLY', undefined, { cause: error })
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineError('DISK_FULL', undefined, { cause: error })
    case 'EMFILE':
    case 'ENFILE':
      return unreadable(`${name} cannot be read because too many files are open.`, {
        hint: 'Try again when other transfers have finished.',
        retryable: true,
      })
    case 'EBUSY':
    case 'EAGAIN':
    case 'ETXTBSY':
      return unreadable(`Another program is using the file ${name}.`, {
        hint: 'Close it there, then try again.',
        retryable: true,
      })
    case undefined:
    case 'EINVAL':
    case 'ENXIO':
    case 'ENOTSUP':
    case 'EOPNOTSUPP':
      return unreadable(`The file ${name} cannot be read.`)
    default:
      return unreadable(`The file ${name} cannot be read: its disk or network drive failed (${errno}).`, {
        hint: 'Check that the disk is connected and the network drive is reachable, then try again.',
        retryable: true,
      })
  }
}

/**
 * Converts a file system error that occurred while writing to `folder`. Such errors are failures of the
 * folder or its disk, never of the network or the server. Returns `undefined` for any other error.
 */
export function fromFolderError(error: unknown, folder: string): EngineError | undefined {
  const errno = errnoOf(error)
  if (errno === undefined) return undefined
  const options = { cause: error, retryable: true }
  if (errno === 'EEXIST' && (error as { readonly syscall?: unknown }).syscall === 'mkdir') {
    return new EngineError('SAVE_FOLDER_NOT_FOUND', `${folder} is not a folder.`, options)
  }
  switch (errno) {
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
      return new EngineError('SAVE_FOLDER_READ_ONLY', `Cannot write to ${folder}.`, {
        ...options,
        hint: 'Choose another save folder, or change its permissions.',
      })
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineError('DISK_FULL', `There is not enough space on the disk of ${folder}.`, {
        ...options,
        hint: 'Free some space or choose a folder on another disk, then try again.',
      })
    case 'EFBIG':
      return new EngineError(
        'FILE_TOO_LARGE_FOR_DISK',
        `The disk of ${folder} cannot store a file this large.`,
        {
          cause: error,
        },
      )
    case 'ENAMETOOLONG':
      return new EngineError('FILE_NAME_REFUSED', `The path ${folder} leaves no room for the file name.`, {
        cause: error,
        hint: 'Choose a folder with a shorter path.',
      })
    case 'EISDIR':
    case 'EEXIST':
    case 'ENOTEMPTY':
      return new EngineError('FILE_NAME_REFUSED', `${folder} already contains a folder with this name.`, {
        cause: error,
      })
    case 'EILSEQ':
    case 'EINVAL':
      return new EngineError('FILE_NAME_REFUSED', `The disk of ${folder} does not accept this file name.`, {
        cause: error,
      })
    case 'EMFILE':
    case 'ENFILE':
      return new EngineError('DISK_FAILED', 'Nothing can be saved because too many files are open.', {
        ...options,
        hint: 'Try again when other transfers have finished.',
      })
    case 'EBUSY':
    case 'EAGAIN':
    case 'ETXTBSY':
      return new EngineError('DISK_FAILED', `Another program is using the file in ${folder}.`, {
        ...options,
        hint: 'Close it there, then try again.',
      })
    default:
      return new EngineError(
        'DISK_FAILED',
        `The disk or network drive of ${folder} failed (${errno}).`,
        options,
      )
  }
}

/** Returns a file's name for a message. Bytes that are not UTF-8 become replacement characters. */
function shownName(path: string): string {
  return wellFormed(basename(path)) || 'on this computer'
}
