import { crc32 as zlibCrc32 } from 'node:zlib'
import { setImmediate as turn } from 'node:timers/promises'

/** The number of bytes per turn of the event loop. They take about 0.25 ms. */
const sliceBytes = 1_048_576

/** Returns the CRC-32. `before` is the CRC-32 of the preceding bytes. Default: 0. Blocks the event loop. */
export function crc32(bytes: Uint8Array, before = 0): number {
  return zlibCrc32(bytes, before)
}

/** Returns the CRC-32, without blocking the event loop. */
export async function crc32InSlices(bytes: Uint8Array): Promise<number> {
  let sum = 0
  for (let start = 0; start < bytes.byteLength; start += sliceBytes) {
    if (start > 0) await turn()
    sum = crc32(bytes.subarray(start, start + sliceBytes), sum)
  }
  return sum
}

/** Returns the CRC-32 of a stream in S3's format. Rejects with the stream's error. */
export async function crc32OfStream(stream: AsyncIterable<Uint8Array>): Promise<string> {
  let sum = 0
  for await (const bytes of stream) sum = crc32(bytes, sum)
  return crc32Text(sum)
}

/** Formats a CRC-32 as S3 does: four bytes, big-endian, in base64. */
export function crc32Text(sum: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(sum)
  return bytes.toString('base64')
}

/** Parses the output of {@link crc32Text}. */
export function crc32Number(text: string): number {
  return Buffer.from(text, 'base64').readUInt32BE()
}
