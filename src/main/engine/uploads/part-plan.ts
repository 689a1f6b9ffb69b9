/** From so many bytes on a file goes up in parts. */
export const multipartFromBytes = 16 * 1_048_576

const smallestPartBytes = 8 * 1_048_576
const partLimit = 10_000
const stepBytes = 1_048_576

/** Bytes of every part but the last: 8 MiB, and as many MiB more as 10,000 parts of a larger file need. */
export function partBytes(fileBytes: number): number {
  return Math.max(smallestPartBytes, Math.ceil(fileBytes / partLimit / stepBytes) * stepBytes)
}

/** Where a part lies in its file. */
export type PartRange = {
  /** 1 to 10,000. */
  readonly number: number
  /** Bytes before it. */
  readonly start: number
  /** Bytes of it. */
  readonly size: number
}

/** The parts of a file. */
export function partsOf(fileBytes: number, partSize: number): readonly PartRange[] {
  return Array.from({ length: Math.ceil(fileBytes / partSize) }, (_, index) => {
    const start = index * partSize
    return { number: index + 1, start, size: Math.min(partSize, fileBytes - start) }
  })
}
