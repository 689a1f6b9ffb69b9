import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import type { ThreadData } from './thread-message.ts'

/**
 * Waiting any longer would be slower than writing at the same time. The limit also covers a thread that has crashed.
 */
const maxWaitMs = 50
/** No disk has larger blocks. */
const blockBytes = 4_096
/** A disk that takes longer for a chunk, such as a rotating one, is faster if the system sorts the writes. */
const slowDirectMs = 50

const { locks } = workerData as ThreadData

/**
 * Writes a body to a file. Blocks the thread, because handing each chunk to another thread costs more than
 * writing it. The threads take turns: the system would let only one of them write to a file anyway, and keep
 * the others spinning.
 */
export class FileWriter {
  readonly #descriptor: number
  #direct: number | null

  /** `direct` is a descriptor of the same file that bypasses the system's cache, or `null`. */
  constructor({ descriptor, direct }: { readonly descriptor: number; readonly direct: number | null }) {
    this.#descriptor = descriptor
    this.#direct = direct
  }

  /** Writes all bytes. @throws the system's error. */
  write(bytes: Uint8Array, position: number): void {
    const lock = this.#descriptor % locks.length
    while (Atomics.compareExchange(locks, lock, 0, 1) !== 0) {
      if (Atomics.wait(locks, lock, 1, maxWaitMs) === 'timed-out') break
    }
    try {
      for (let at = this.#writeDirectly(bytes, position); at < bytes.byteLength;) {
        at += writeSync(this.#descriptor, bytes, at, bytes.byteLength - at, position + at)
      }
    } finally {
      Atomics.store(locks, lock, 0)
      Atomics.notify(locks, lock, 1)
    }
  }

  /** Writes whole blocks past the system's cache, if possible. Returns the number of bytes written. */
  #writeDirectly(bytes: Uint8Array, position: number): number {
    if (this.#direct === null || position % blockBytes !== 0) return 0
    const whole = bytes.byteLength - (bytes.byteLength % blockBytes)
    const startedAt = performance.now()
    let at = 0
    try {
      while (at < whole && at % blockBytes === 0) {
        at += writeSync(this.#direct, bytes, at, whole - at, position + at)
      }
    } catch (error) {
      // The file system does not support it, or the memory is not at the start of a page.
      if ((error as NodeJS.ErrnoException).code !== 'EINVAL') throw error
      this.#direct = null
    }
    if (performance.now() - startedAt > slowDirectMs) this.#direct = null
    return at
  }
}
