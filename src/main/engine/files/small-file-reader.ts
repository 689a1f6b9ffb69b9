import { Worker } from 'node:worker_threads'
import { Batcher } from '../async/batcher.ts'
import type { FileIdentity } from './file-identity.ts'
import { slotBytes, slotCount } from './small-file-reader-message.ts'
import type { ReaderData, ReadRequest, ReadResult } from './small-file-reader-message.ts'

/** If the thread is silent for this long, a disk hangs, and other files must not wait for it. */
const silenceMs = 1_000
/**
 * A message to the thread costs as much as opening a file, so up to this many files, or all that arrive
 * within 1 ms, share a message.
 */
const batchCount = 16
const collectMs = 1
/** The thread keeps only paths and results, and only briefly. */
const resourceLimits = { maxYoungGenerationSizeMb: 12 }

/** A small file in memory. */
export interface SmallFile {
  /** The memory is reused: do not touch it after `release`. */
  readonly bytes: Uint8Array
  /** The CRC-32 of the bytes. */
  readonly crc32: number
  readonly identity: FileIdentity
  /** Releases the memory. Call this once. */
  release(): void
}

/**
 * Reads small files in its own thread, several per message. Opening, reading and closing a file through
 * Node's thread pool costs the main thread more than sending it.
 */
export class SmallFileReader {
  readonly #workerUrl: URL
  readonly #freeSlots = Array.from({ length: slotCount }, (_, slot) => slot)
  readonly #batcher = new Batcher<ReadRequest, ReadResult>({
    wait: collectMs,
    fullAt: batchCount,
    oneAtATime: true,
    run: (requests) => this.#ask(requests),
  })
  #memory: SharedArrayBuffer | null = null
  #worker: Worker | null = null
  #started: Promise<unknown> | null = null
  /** Receives the reply to the message that the thread is working on. */
  #respond: ((results: readonly ReadResult[]) => void) | null = null
  /** True if the thread has not replied in time. It may still write into the memory. */
  #isHanging = false
  #isClosed = false

  /**
   * `workerUrl` is the built script `small-file-reader-worker` or its source. The first file starts the
   * thread.
   */
  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl
  }

  /**
   * Reads a whole file of at most 256 KiB that does not change during the read. Returns `null` for any other
   * file, or if all slots are in use. In that case, read the file in the normal way, which also reports
   * errors. Never rejects.
   */
  async read(path: string): Promise<SmallFile | null> {
    const slot = this.#isReady() ? this.#freeSlots.pop() : undefined
    return slot === undefined ? null : this.#fileIn(slot, await this.#batcher.add({ path, slot }))
  }

  /** Returns the identity of a file, or `null` if it has to be read in the normal way. Never rejects. */
  async identify(path: string): Promise<FileIdentity | null> {
    const result = this.#isReady() ? await this.#batcher.add({ path, slot: null }) : null
    if (result === null) return null
    const { crc32: _, ...identity } = result
    return identity
  }

  /** Stops the thread. Pending calls return `null`. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#worker?.terminate()
    this.#respond?.([])
  }

  #isReady(): boolean {
    return !this.#isClosed && !this.#isHanging
  }

  async #ask(requests: readonly ReadRequest[]): Promise<readonly ReadResult[]> {
    const results = this.#isReady() ? await this.#replyTo(requests) : []
    return requests.map((_, index) => results[index] ?? null)
  }

  async #replyTo(requests: readonly ReadRequest[]): Promise<readonly ReadResult[]> {
    const worker = this.#thread()
    // On a busy machine, loading the thread may take longer than `silenceMs`.
    await this.#started
    if (this.#isClosed) return []
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#isHanging = true
        this.#respond?.([])
      }, silenceMs).unref()
      this.#respond = (results) => {
        clearTimeout(timer)
        this.#respond = null
        resolve(results)
      }
      worker.postMessage(requests)
    })
  }

  #thread(): Worker {
    if (this.#worker !== null) return this.#worker
    this.#memory = new SharedArrayBuffer(slotCount * slotBytes)
    const workerData: ReaderData = { memory: this.#memory }
    const worker = new Worker(this.#workerUrl, { workerData, execArgv: [], resourceLimits })
    worker.unref()
    // The thread's first message says that it is ready.
    this.#started = new Promise((resolve) => worker.once('message', resolve).once('exit', resolve))
    worker.on('message', (results: readonly ReadResult[]) => {
      this.#isHanging = false
      this.#respond?.(results)
    })
    const end = (): void => {
      this.#isClosed = true
      this.#respond?.([])
    }
    worker.on('error', end)
    worker.on('exit', end)
    this.#worker = worker
    return worker
  }

  #fileIn(slot: number, result: ReadResult): SmallFile | null {
    if (result === null || this.#memory === null) {
      this.#freeSlots.push(slot)
      return null
    }
    const { crc32, ...identity } = result
    return {
      bytes: Buffer.from(this.#memory, slot * slotBytes, identity.size),
      crc32,
      identity,
      release: () => {
        this.#freeSlots.push(slot)
      },
    }
  }
}
