/** Files of this size or more are uploaded in parts. */
export const multipartFromBytes = 16 * 1_048_576

const minPartBytes = 8 * 1_048_576
const partLimit = 10_000
const stepBytes = 1_048_576

/**
 * Returns the size of every part except the last: 8 MiB, or as many MiB as a large file needs to fit into
 * 10,000 parts.
 */
export function partBytes(fileBytes: number): number {
  return Math.max(minPartBytes, Math.ceil(fileBytes / partLimit / stepBytes) * stepBytes)
}

/** The bytes that form one part of a file. */
export type PartRange = {
  /** From 1 to 10,000. */
  readonly number: number
  /** Offset of its first byte. */
  readonly start: number
  /** Its number of bytes. */
  readonly size: number
}

/** Returns a file's parts. */
export function partsOf(fileBytes: number, partSize: number): readonly PartRange[] {
  return Array.from({ length: Math.ceil(fileBytes / partSize) }, (_, index) => {
    const start = index * partSize
    return { number: index + 1, start, size: Math.min(partSize, fileBytes - start) }
  })
}
