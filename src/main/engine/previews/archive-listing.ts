import type { ArchiveEntry } from '../../../shared/files/previews.ts'
import { wellFormed } from '../../../shared/texts/well-formed.ts'

/** Reads up to `length` bytes of an archive, starting at `offset`, or fewer at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>

/** The files in an archive. `total` is `null` if only some of them were read. */
export interface ArchiveListing {
  readonly entries: ArchiveEntry[]
  readonly total: number | null
}

/** The longest name to show. S3 keys and file system paths are not longer. */
const maxNameLength = 1_024

/** Returns an entry with a displayable name. */
export function archiveEntry(name: string, size: number): ArchiveEntry {
  const cut = name.length > maxNameLength ? `${name.slice(0, maxNameLength - 1)}…` : name
  return { name: wellFormed(cut), size: name.endsWith('/') ? null : size }
}

/**
 * Decodes a file's name in an archive. Most programs write UTF-8, some an older encoding without
 * declaring it.
 */
export function archiveName(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('windows-1252').decode(bytes)
  }
}
