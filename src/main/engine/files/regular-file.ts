import { constants, type BigIntStats, type Stats } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename } from 'node:path'
import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { errnoOf } from '../errors/errno.ts'
import { EngineError } from '../errors/engine-error.ts'
import { pathBytes } from './path-text.ts'

/** Without O_NONBLOCK, opening a pipe would wait for its writer forever. */
export const readFlags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)

/** @throws EngineError `FILE_UNREADABLE` for folders, pipes, sockets and devices. */
export function checkRegular(path: string, found: Stats | BigIntStats): void {
  if (found.isFile()) return
  throw new EngineError('FILE_UNREADABLE', `${wellFormed(basename(path))} is ${kindOf(found)}, not a file.`, {
    hint: found.isDirectory()
      ? 'Drop it as a folder.'
      : 'Only files can be sent. Write its content to a file first.',
  })
}

/** True if a file has bytes but reports none, such as those in `/proc` and on some network drives. */
export async function hasUnreportedSize(path: string): Promise<boolean> {
  const file = await open(pathBytes(path), readFlags)
  try {
    const { bytesRead } = await file.read(Buffer.alloc(1), 0, 1, 0)
    // If the file has grown in the meantime, it is a normal file.
    return bytesRead > 0 && (await file.stat()).size === 0
  } catch (error) {
    // The system generates this file's content when it is read.
    if (errnoOf(error) === 'EAGAIN') return true
    throw error
  } finally {
    await file.close()
  }
}

/** Returns the error for a file that does not report its size. Otherwise it would be sent as an empty job. */
export function unreportedSizeError(path: string): EngineError {
  return new EngineError(
    'FILE_UNREADABLE',
    `The file ${wellFormed(basename(path))} does not report its size.`,
    {
      hint: 'The system generates its content while it is read. Copy it to another folder, then send the copy.',
    },
  )
}

/** Returns the error for a file that ends before its reported size although it has not changed. */
export function shortFileError(path: string, size: number): EngineError {
  const name = wellFormed(basename(path))
  return new EngineError('FILE_UNREADABLE', `The file ${name} reports ${size} bytes, but contains fewer.`, {
    hint: 'Copy it to another folder, then send the copy.',
  })
}

function kindOf(found: Stats | BigIntStats): string {
  if (found.isDirectory()) return 'a folder'
  if (found.isFIFO()) return 'a pipe'
  return found.isSocket() ? 'a socket' : 'a device'
}
