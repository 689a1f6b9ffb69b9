/** With smaller chunks, the threads wait more often for their turn to write. Larger ones take too much memory. */
export const chunkBytes = 1_048_576

const free: Buffer[] = []

/** Returns a buffer of `chunkBytes` for one of this thread's requests. */
export function takeChunk(): Buffer {
  return free.pop() ?? Buffer.allocUnsafeSlow(chunkBytes)
}

/** Takes back a buffer that is no longer used. */
export function releaseChunk(chunk: Buffer): void {
  free.push(chunk)
}
