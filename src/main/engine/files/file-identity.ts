import { stat } from 'node:fs/promises'
import { fromFileError } from '../errors/engine-error.ts'
import type { FileIdentity } from '../transfers/transfer-journal.ts'

/** What tells the file at a path from any other, and from itself once it is changed. @throws EngineError `FILE_*` */
export async function identify(path: string): Promise<FileIdentity> {
  try {
    const { size, mtimeMs, ino } = await stat(path)
    return { size, mtimeMs, ino }
  } catch (error) {
    throw fromFileError(error, path)
  }
}

/** Whether it is the same file, unchanged. */
export function isSame(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino
}
