import { close, constants, fstat, open, read, stat, type BigIntStats } from 'node:fs'
import { basename } from 'node:path'
import { loadInThread } from '../aws/threads/thread-load.ts'
import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import { crc32 } from '../checksums/crc32.ts'
import { EngineError } from '../errors/engine-error.ts'
import { fromFileError } from '../errors/file-errors.ts'
import { objectLimitBytes } from '../protocol/limits.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import { pathBytes } from '../files/path-text.ts'
import { checkRegular, endsEarly, hidesItsSize, noSize, readFlags } from '../files/regular-file.ts'

const readBytes = 1_048_576

/** A file that is open for an upload, with its identity at that time. It stays open until `close()`. */
export class SourceFile {
  readonly path: string
  readonly identity: FileIdentity
  readonly #descriptor: number
  readonly #first: BigIntStats
  #closing: Promise<void> | null = null

  constructor(path: string, descriptor: number, first: BigIntStats) {
    this.path = path
    this.#descriptor = descriptor
    this.#first = first
    const { size, mtimeMs, ino } = numbersOf(first)
    this.identity = { size, mtimeMs, ino }
  }

  /** In bytes. */
  get size(): number {
    return this.identity.size
  }

  /**
   * Fills the buffer with the bytes from `start` on. Returns their CRC-32. If `threads` may do it, the buffer must be
   * in shared memory.
   *
   * @throws EngineError `FILE_CHANGED` if the file ends earlier; `FILE_UNREADABLE`.
   */
  async read(buffer: Uint8Array, start: number, threads?: TransferThreads): Promise<number> {
    const thread = threads?.take() ?? null
    if (thread !== null) {
      const part = { descriptor: this.#descriptor, position: start }
      const loaded = await loadInThread(thread, buffer, part)
      if (loaded?.error) throw fromFileError(Object.assign(new Error(), loaded.error), this.path)
      if (loaded !== null && loaded.bytes < buffer.byteLength) throw await this.#shorter()
      if (loaded !== null) return loaded.crc32
    }
    let filled = 0
    let sum = 0
    while (filled < buffer.byteLength) {
      const bytes = Math.min(readBytes, buffer.byteLength - filled)
      const bytesRead = await called<number>((done) =>
        read(this.#descriptor, buffer, filled, bytes, start + filled, done),
      ).catch((error: unknown) => {
        throw fromFileError(error, this.path)
      })
      if (bytesRead === 0) throw await this.#shorter()
      sum = crc32(buffer.subarray(filled, filled + bytesRead), sum)
      filled += bytesRead
    }
    return sum
  }

  /**
   * Returns the error for a file that ends before its size, because it was truncated or has never been that
   * long.
   */
  async #shorter(): Promise<EngineError> {
    try {
      await this.checkOpen()
    } catch (error) {
      return fromFileError(error, this.path)
    }
    return endsEarly(this.path, this.size)
  }

  /** Checks only the open file, not its path. @throws EngineError `FILE_CHANGED`, `FILE_UNREADABLE`. */
  async checkOpen(): Promise<void> {
    const now = await statsOf(this.#descriptor).catch((error: unknown) => {
      throw fromFileError(error, this.path)
    })
    if (now.size !== this.#first.size || now.mtimeNs !== this.#first.mtimeNs) throw changed(this.path)
  }

  /** Checks the open file and its path. @throws EngineError `FILE_CHANGED`, `FILE_UNREADABLE`. */
  async check(): Promise<void> {
    // A deleted file can still be read completely. A replaced file is not the one that the user chose.
    const current = await called<BigIntStats>((done) =>
      stat(pathBytes(this.path), { bigint: true }, done),
    ).catch(() => null)
    if (current !== null && current.ino !== this.#first.ino) throw changed(this.path)
    await this.checkOpen()
  }

  /** Closes the file. May be called again. */
  close(): Promise<void> {
    return (this.#closing ??= closed(this.#descriptor))
  }
}

/**
 * Opens a regular file for an upload.
 *
 * @throws EngineError `FILE_NOT_FOUND`; `FILE_UNREADABLE`, also for folders and devices; `FILE_TOO_LARGE`
 * over 5 TiB.
 */
export async function openSourceFile(path: string): Promise<SourceFile> {
  let descriptor: number | null = null
  try {
    // Without O_NONBLOCK, opening a pipe would wait for its writer forever.
    if (!constants.O_NONBLOCK) {
      checkRegular(path, await called<BigIntStats>((done) => stat(pathBytes(path), { bigint: true }, done)))
    }
    const opened = await called<number>((done) => open(pathBytes(path), readFlags, done))
    descriptor = opened
    const first = await statsOf(opened)
    checkRegular(path, first)
    if (first.size === 0n && (await hidesItsSize(path))) throw noSize(path)
    if (first.size > objectLimitBytes) {
      throw new EngineError('FILE_TOO_LARGE', `The file ${basename(path)} is larger than 5 TiB.`)
    }
    return new SourceFile(path, opened, first)
  } catch (error) {
    if (descriptor !== null) await closed(descriptor)
    throw fromFileError(error, path)
  }
}

function statsOf(descriptor: number): Promise<BigIntStats> {
  return called((done) => fstat(descriptor, { bigint: true }, done))
}

/** Converts the identity to the form of `fs.stat` without `bigint`, so that it can be compared. */
function numbersOf(stats: BigIntStats): FileIdentity {
  const seconds = Number(stats.mtimeNs / 1_000_000_000n)
  const nanoseconds = Number(stats.mtimeNs % 1_000_000_000n)
  return { size: Number(stats.size), mtimeMs: seconds * 1e3 + nanoseconds / 1e6, ino: Number(stats.ino) }
}

function changed(path: string): EngineError {
  return new EngineError(
    'FILE_CHANGED',
    `The file ${basename(path)} changed during the upload, so it was not submitted.`,
  )
}

/** Calls `node:fs` with a callback. For small files this costs half as much as a FileHandle. */
function called<T>(run: (done: (error: Error | null, value: T) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    run((error, value) => (error ? reject(error) : resolve(value)))
  })
}

function closed(descriptor: number): Promise<void> {
  return new Promise((resolve) => {
    close(descriptor, () => resolve())
  })
}
