import { Crc32Memory, plainBuffer, type Crc32Buffer } from '../../checksums/crc32-memory.ts'

/** With smaller chunks, the threads wait more often for their turn to write. Larger ones take too much memory. */
export const chunkBytes = 1_048_576
/** A thread has hardly ever more requests at once. */
const fastChunks = 24

/** The zlib of Electron multiplies without carry, and needs no help. */
const isZlibFast = process.versions['electron'] !== undefined
let memory: Crc32Memory | null | undefined
const free: Crc32Buffer[] = []

/** Returns a buffer of `chunkBytes` for the bytes of one request of this thread. */
export function takeChunk(): Crc32Buffer {
  if (memory === undefined) memory = isZlibFast ? null : Crc32Memory.for(fastChunks, chunkBytes)
  return free.pop() ?? memory?.next() ?? plainBuffer(Buffer.allocUnsafeSlow(chunkBytes))
}

/** Takes back a buffer that is no longer used. */
export function releaseChunk(chunk: Crc32Buffer): void {
  free.push(chunk)
}
