import type { ErrorCode } from '../../shared/errors.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import type { LedgerFault } from './ledger-message.ts'

type Kind = {
  readonly code: ErrorCode
  /** File system error codes, and prefixes of SQLite's. */
  readonly faults: RegExp
  readonly message: string
  readonly hint: string
}

/** The first match applies. */
const kinds: readonly Kind[] = [
  {
    code: 'DISK_FULL',
    faults: /^(?:SQLITE_FULL|ENOSPC$|EDQUOT$)/,
    message: 'The disk is full, so the history cannot be written.',
    hint: "Free some space on the disk with this app's data, then try again.",
  },
  {
    code: 'DISK_FAILED',
    faults: /^(?:SQLITE_BUSY|SQLITE_LOCKED|SQLITE_PROTOCOL|EBUSY$|EAGAIN$|ETXTBSY$)/,
    message: 'Another program is using the history, so it cannot be written.',
    hint: 'Close the program, for example a backup or a virus scanner, then try again.',
  },
  {
    code: 'DISK_FAILED',
    faults: /^(?:EMFILE|ENFILE)$/,
    message: 'The history cannot be written because too many files are open.',
    hint: 'Try again when other transfers have finished.',
  },
  {
    code: 'SAVE_FOLDER_READ_ONLY',
    faults: /^(?:SQLITE_READONLY(?!_DBMOVED)|SQLITE_PERM|EROFS$|EACCES$|EPERM$)/,
    message: "The folder with this app's data is read-only, so the history cannot be written.",
    hint: 'Change its permissions, and check that its disk is not mounted read-only or failing. Then try again.',
  },
  {
    // Any other file system error is still not a bug in the app. Node's own codes begin with ERR_.
    code: 'DISK_FAILED',
    faults: /^(?:SQLITE_IOERR|SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_NOLFS|E[A-Z0-9]+$)/,
    message: "The history cannot be read or written: the disk or folder with this app's data failed",
    hint: "Check that the disk is connected and the folder with this app's data exists and is writable, then try again.",
  },
]

/**
 * Converts a fault to the error that main throws. Its message contains no path, because the page shows it.
 */
export function toLedgerError({ code, message }: LedgerFault): EngineError {
  const cause = new Error(`${code}: ${message}`)
  const kind = kinds.find(({ faults }) => faults.test(code))
  if (kind !== undefined) {
    const text = kind.message.endsWith('.') ? kind.message : `${kind.message} (${code}).`
    return new EngineError(kind.code, text, { hint: kind.hint, retryable: true, cause })
  }
  return new EngineError('INTERNAL', 'The history cannot be written.', {
    hint: "Check that this app's data folder is writable, then restart the app.",
    cause,
  })
}
