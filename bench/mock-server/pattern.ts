import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

// An odd length, so that the checksum reveals a range written to the wrong offset.
const pattern = randomBytes(4 * 1_024 * 1_024 + 4_099)
const checksums = new Map<number, string>()

/**
 * Returns the bytes from `start` up to `end` (exclusive) of an object: slices of one repeated
 * buffer.
 */
export function patternSlices(start: number, end: number): Buffer[] {
  const slices: Buffer[] = []
  for (let at = start; at < end;) {
    const from = at % pattern.length
    const slice = pattern.subarray(from, Math.min(pattern.length, from + end - at))
    slices.push(slice)
    at += slice.length
  }
  return slices
}

/**
 * Returns the CRC-32 in base64 of a whole object of `size` bytes. It is computed once for each
 * size.
 */
export function patternCrc32(size: number): string {
  const known = checksums.get(size)
  if (known !== undefined) return known
  let crc = 0
  for (const slice of patternSlices(0, size)) crc = crc32(slice, crc)
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc)
  const text = bytes.toString('base64')
  checksums.set(size, text)
  return text
}
