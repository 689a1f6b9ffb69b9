import { pageMemory } from './page-memory.ts'

/** With smaller chunks, the threads wait more often for their turn to write. Larger ones take too much memory. */
export const chunkBytes = 1_048_576

/** Each allocation takes a large range of addresses, but memory only for the chunks in use. */
const chunksPerAllocation = 16

const free: Uint8Array[] = []

/** Returns memory of `chunkBytes` for one of this thread's requests. */
export function takeChunk(): Uint8Array {
  if (free.length === 0) free.push(...newChunks())
  return free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
}

/** Takes back memory that is no longer used. */
export function releaseChunk(chunk: Uint8Array): void {
  free.push(chunk)
}

function newChunks(): Uint8Array[] {
  try {
    const memory = pageMemory(chunksPerAllocation * chunkBytes)
    const chunk = (_: unknown, index: number): Uint8Array =>
      new Uint8Array(memory, index * chunkBytes, chunkBytes)
    return Array.from({ length: chunksPerAllocation }, chunk)
  } catch {
    // The bytes then go through the system's cache.
    return [Buffer.allocUnsafeSlow(chunkBytes)]
  }
}
