const keptBytes = 48 * 1_048_576
const idleMs = 10_000

/**
 * Reuses buffers for parts and small files, because garbage collecting them costs more than the upload. They are in
 * shared memory, so that a transfer thread can fill and send them. Keeps at most 48 MiB, and nothing after 10 s without
 * use.
 */
class BufferPool {
  #free: Buffer[] = []
  #timer: NodeJS.Timeout | null = null

  /** Returns a buffer of this many bytes with arbitrary content. */
  take(bytes: number): Buffer {
    const index = this.#free.findIndex((buffer) => buffer.byteLength === bytes)
    return this.#free.splice(index, index < 0 ? 0 : 1)[0] ?? Buffer.from(new SharedArrayBuffer(bytes))
  }

  /** Returns a buffer to the pool once nothing reads it anymore. */
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
