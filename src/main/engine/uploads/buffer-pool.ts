const keptBytes = 48 * 1_048_576
const idleMs = 10_000

/**
 * Buffers for parts and small files, used again instead of made anew: collecting them as garbage costs more than the upload.
 * Keeps at most 48 MiB, and nothing once they were idle for 10 s.
 */
class BufferPool {
  #free: Buffer[] = []
  #timer: NodeJS.Timeout | null = null

  /** A buffer of this many bytes with anything in it. */
  take(bytes: number): Buffer {
    const index = this.#free.findIndex((buffer) => buffer.byteLength === bytes)
    return this.#free.splice(index, index < 0 ? 0 : 1)[0] ?? Buffer.allocUnsafeSlow(bytes)
  }

  /** Gives a buffer back that nothing reads any more. */
  release(buffer: Buffer): void {
    const kept = this.#free.reduce((sum, { byteLength }) => sum + byteLength, 0)
    if (kept + buffer.byteLength <= keptBytes) this.#free.push(buffer)
    if (this.#timer) this.#timer.refresh()
    else this.#timer = setTimeout(() => this.#drop(), idleMs).unref()
  }

  #drop(): void {
    this.#timer = null
    this.#free = []
  }
}

/** Shared by all uploads of the process. */
export const bufferPool = new BufferPool()
