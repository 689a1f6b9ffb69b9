import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

// Odd, so that a range that lands at the wrong place shows in the checksum.
const pattern = randomBytes(4 * 1_024 * 1_024 + 4_099)
const checksums = new Map<number, string>()

/** The bytes from `start` up to `end` of an object: slices of one buffer, repeated. */
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

/** The CRC-32 of a whole object of so many bytes, in base64; counted once for each size. */
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
