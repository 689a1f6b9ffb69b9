import { Worker } from 'node:worker_threads'
import {
  slotBytes,
  slotCount,
  type FileFound,
  type FileReaderData,
  type FileWish,
} from './small-file-reader-message.ts'
import type { FileIdentity } from './file-identity.ts'

/** A thread that is silent for so long hangs on a disk: others must not wait behind it. */
const longestMs = 1_000
/** A message to the thread costs as much as opening a file: so many files share one, or those of so long. */
const batchCount = 8
const gatherMs = 1

/** A small file in memory. */
export interface SmallFile {
  /** Lies in memory that is used again: not to be touched after `release`. */
  readonly bytes: Uint8Array
  /** The CRC-32 of the bytes. */
  readonly crc32: number
  readonly identity: FileIdentity
  /** Gives the memory back; to be called once. */
  release(): void
}

interface Waiting {
  readonly wish: FileWish
  readonly answer: (found: FileFound) => void
}

/**
 * Reads small files in a thread of its own, those of one turn of the event loop by one message. Opening, reading
 * and closing a file by the pool of Node costs the main thread more than sending it does.
 */
export class FileReader {
  readonly #workerUrl: URL
  readonly #free = Array.from({ length: slotCount }, (_, slot) => slot)
  #memory: SharedArrayBuffer | null = null
  #worker: Worker | null = null
  #waiting: Waiting[] = []
  #asked: readonly Waiting[] = []
  #timer: NodeJS.Timeout | null = null
  #watch: NodeJS.Timeout | null = null
  /** The thread has not answered in time; what it was asked for may still be written into the memory. */
  #hangs = false
  #over = false

  /** `workerUrl`: where `file-reader-worker` lies, built or as it is. The thread starts with the first file. */
  constructor(workerUrl: URL) {
    this.#workerUrl = workerUrl
  }

  /**
   * A whole file of at most 256 KiB that did not change while it was read. `null` for any other one, and where there is
   * no room: then it is to be read in the ordinary way, which also tells what is wrong with it. Never rejects.
   */
  read(path: string): Promise<SmallFile | null> {
    const slot = this.#isAtHand() ? this.#free.pop() : undefined
    if (slot === undefined) return Promise.resolve(null)
    return new Promise((resolve) => {
      this.#add({ path, slot }, (found) => resolve(this.#file(slot, found)))
    })
  }

  /** What tells the file at a path from any other; `null` where it is to be looked at in the ordinary way. Never rejects. */
  identify(path: string): Promise<FileIdentity | null> {
    if (!this.#isAtHand()) return Promise.resolve(null)
    return new Promise((resolve) => {
      this.#add({ path, slot: null }, (found) => {
        if (found === null) return resolve(null)
        const { crc32: _, ...identity } = found
        resolve(identity)
      })
    })
  }

  /** Ends the thread; what it was asked for is answered with `null`. */
  async close(): Promise<void> {
    this.#over = true
    await this.#worker?.terminate()
    this.#giveUp()
  }

  #isAtHand(): boolean {
    return !this.#over && !this.#hangs
  }

  #add(wish: FileWish, answer: Waiting['answer']): void {
    this.#waiting.push({ wish, answer })
    this.#plan()
  }

  #plan(): void {
    if (this.#asked.length > 0) return
    if (this.#waiting.length >= batchCount) return this.#ask()
    this.#timer ??= setTimeout(() => this.#ask(), gatherMs)
  }

  #ask(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    if (this.#waiting.length === 0 || this.#asked.length > 0) return
    if (this.#over) return this.#giveUp()
    this.#asked = this.#waiting
    this.#waiting = []
    this.#watch = setTimeout(() => {
      this.#hangs = true
      this.#giveUp()
    }, longestMs).unref()
    this.#thread().postMessage(this.#asked.map(({ wish }) => wish))
  }

  #thread(): Worker {
    if (this.#worker !== null) return this.#worker
    this.#memory = new SharedArrayBuffer(slotCount * slotBytes)
    const workerData: FileReaderData = { memory: this.#memory }
    const worker = new Worker(this.#workerUrl, { workerData, execArgv: [] })
    worker.unref()
    worker.on('message', (found: readonly FileFound[]) => {
      this.#answer(found)
    })
    const end = (): void => {
      this.#over = true
      this.#giveUp()
    }
    worker.on('error', end)
    worker.on('exit', end)
    this.#worker = worker
    return worker
  }

  #answer(found: readonly FileFound[]): void {
    if (this.#watch !== null) clearTimeout(this.#watch)
    this.#hangs = false
    const asked = this.#asked
    this.#asked = []
    for (const [index, { answer }] of asked.entries()) answer(found[index] ?? null)
    if (this.#waiting.length > 0) this.#plan()
  }

  #file(slot: number, found: FileFound): SmallFile | null {
    if (found === null || this.#memory === null) {
      this.#free.push(slot)
      return null
    }
    const { crc32, ...identity } = found
    return {
      bytes: Buffer.from(this.#memory, slot * slotBytes, identity.size),
      crc32,
      identity,
      release: () => {
        this.#free.push(slot)
      },
    }
  }

  #giveUp(): void {
    const left = [...this.#asked, ...this.#waiting]
    this.#asked = []
    this.#waiting = []
    for (const { answer } of left) answer(null)
  }
}
