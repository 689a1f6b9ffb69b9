import { crc32 as zlibCrc32 } from 'node:zlib'
import { setImmediate as turn } from 'node:timers/promises'

/** So much is summed up between two turns of the event loop: a quarter of a millisecond. */
const sliceBytes = 1_048_576

/** The CRC-32 of bytes, going on from the one of what came before them (0). Holds the event loop until done. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return zlibCrc32(bytes, before)
}

/** The CRC-32 of bytes, however many, without holding the event loop. */
export async function crc32InSlices(bytes: Uint8Array): Promise<number> {
  let sum = 0
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    if (start > 0) await turn()
    sum = crc32(bytes.subarray(start, start + sliceBytes), sum)
  }
  return sum
}

/** A CRC-32 as S3 writes it: four bytes, the highest first, in base64. */
export function crc32Text(sum: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(sum)
  return bytes.toString('base64')
}

/** The reverse of {@link crc32Text}. */
export function crc32Number(text: string): number {
  return Buffer.from(text, 'base64').readUInt32BE()
}
