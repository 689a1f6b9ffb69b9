import { stat } from 'node:fs/promises'
import { fromFileError } from '../errors/file-errors.ts'
import { pathBytes } from './path-text.ts'

/** Identifies a version of a file. If all three values are equal, the file has not changed. */
export interface FileIdentity {
  /** In bytes. */
  readonly size: number
  readonly mtimeMs: number
  readonly ino: number
}

/** Reads the identity of the file at `path`. @throws EngineError `FILE_*` */
export async function identify(path: string): Promise<FileIdentity> {
  try {
    const { size, mtimeMs, ino } = await stat(pathBytes(path))
    return { size, mtimeMs, ino }
  } catch (error) {
    throw fromFileError(error, path)
  }
}

/** True if it is the same file, unchanged. */
export function isSame(a: FileIdentity, b: FileIdentity): boolean {
  return a.size === b.size && a.mtimeMs === b.mtimeMs && a.ino === b.ino
}
