import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'

/** Flushes an open file to the disk, like `fdatasync`. */
export type Flush = (file: number) => Promise<void>

const defaultFlush: Flush = promisify(fdatasync)

/**
 * Flushes SQLite's write-ahead log outside its thread, so that calls are served in the meantime. A
 * transaction whose frames are in the log is durable after a flush, as with `synchronous = FULL`, where SQLite
 * itself would flush and block.
 */
export class LogFlush {
  readonly #file: number
  readonly #flush: Flush

  /** Opens the log. SQLite never replaces it while the database is open. */
  constructor(path: string, flush = defaultFlush) {
    this.#file = openSync(path, 'r+')
    this.#flush = flush
  }

  /** Resolves when everything that was committed before the call is on disk. */
  flush(): Promise<void> {
    return this.#flush(this.#file)
  }

  close(): void {
    closeSync(this.#file)
  }
}
