import { availableParallelism } from 'node:os'
import type { ThreadData } from './thread-message.ts'
import { TransferThread } from './transfer-thread.ts'

/** More threads would wait for the network or for each other. */
const threadCount = Math.min(2, availableParallelism())
/** Threads that have been idle for this long are ended, to free their memory. */
const idleMs = 60_000
const lockCount = 64

/**
 * Threads that move the bytes of large transfers between sockets and files, and compute their checksums. The
 * main thread signs the requests and keeps all state. If a thread crashes, its transfers continue on the main
 * thread.
 */
export class TransferThreads {
  readonly #workerUrl: URL
  readonly #data: ThreadData = { locks: sharedNumbers(lockCount), limited: sharedNumbers(1) }
  #threads: TransferThread[] = []
  #isUsable = true
  #lastPool = 0
  #closing: Promise<void>[] = []
  #timer: NodeJS.Timeout | null = null

  /** `workerUrl` is the script `transfer-worker`, built or as source. The first transfer starts the threads. */
  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl
  }

  /** Sets whether there is a speed limit. If so, the threads ask before they move more bytes. */
  set isLimited(isLimited: boolean) {
    Atomics.store(this.#data.limited, 0, isLimited ? 1 : 0)
  }

  /** Returns the thread with the least work, or `null` if there are none because one has crashed. */
  take(): TransferThread | null {
    if (!this.#isUsable) return null
    this.#timer ??= setInterval(() => this.#endIdle(), idleMs).unref()
    const [least] = this.#threads.toSorted((one, other) => one.load - other.load)
    if (least?.load === 0 || (least !== undefined && this.#threads.length >= threadCount)) return least
    const thread: TransferThread = new TransferThread(this.#workerUrl, this.#data, () => this.#ended(thread))
    this.#threads.push(thread)
    return thread
  }

  /** Returns the number of a new pool of connections. */
  newPool(): number {
    this.#lastPool += 1
    return this.#lastPool
  }

  /** Closes the connections of a pool. */
  forget(pool: number): void {
    for (const thread of this.#threads) thread.forget(pool)
  }

  /** Ends the threads. Open requests fail. */
  async close(): Promise<void> {
    this.#isUsable = false
    if (this.#timer !== null) clearInterval(this.#timer)
    await Promise.all([...this.#closing, ...this.#threads.map((thread) => thread.close())])
  }

  #ended(thread: TransferThread): void {
    // It was closed on purpose if it is no longer in the list.
    if (this.#threads.includes(thread)) this.#isUsable = false
    this.#threads = this.#threads.filter((other) => other !== thread)
  }

  #endIdle(): void {
    const now = performance.now()
    const idle = this.#threads.filter(({ load, lastUsedAt }) => load === 0 && now - lastUsedAt >= idleMs)
    this.#threads = this.#threads.filter((thread) => !idle.includes(thread))
    this.#closing = idle.map((thread) => thread.close())
    if (this.#threads.length > 0 || this.#timer === null) return
    clearInterval(this.#timer)
    this.#timer = null
  }
}

function sharedNumbers(count: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(count * Int32Array.BYTES_PER_ELEMENT))
}
