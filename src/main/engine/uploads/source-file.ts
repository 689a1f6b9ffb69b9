import { createHash } from 'node:crypto'
import { close, constants, fstat, open, read, stat, type BigIntStats } from 'node:fs'
import { basename } from 'node:path'
import { loadInThread } from '../aws/threads/thread-load.ts'
import type { FilePart } from '../aws/threads/thread-message.ts'
import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import { crc32 } from '../checksums/crc32.ts'
import { EngineError } from '../errors/engine-error.ts'
import { fromFileError } from '../errors/file-errors.ts'
import { objectLimitBytes } from '../protocol/limits.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import { pathBytes } from '../files/path-text.ts'
import {
  checkRegular,
  shortFileError,
  hasUnreportedSize,
  unreportedSizeError,
  readFlags,
} from '../files/regular-file.ts'

const sliceBytes = 1_048_576

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
   * Fills the buffer with the bytes starting at `start`. Returns their CRC-32. If `threads` may do it, the
   * buffer must be in shared memory.
   *
   * @throws EngineError `FILE_CHANGED` if the file ends earlier; `FILE_UNREADABLE`.
   */
  async read(buffer: Uint8Array, start: number, threads?: TransferThreads): Promise<number> {
    const range = this.part(start, buffer.byteLength)
    const loaded = await this.#loadInThread(buffer, range, threads)
    if (loaded !== null) return loaded
    let sum = 0
    await this.#inSlices(buffer, range, (slice) => (sum = crc32(slice, sum)))
    return sum
  }

  /** Returns the CRC-32 of a part, without keeping its bytes. @throws like {@link read}. */
  async crc32(start: number, bytes: number, threads?: TransferThreads): Promise<number> {
    const range = this.part(start, bytes)
    const loaded = await this.#loadInThread(null, range, threads)
    if (loaded !== null) return loaded
    let sum = 0
    await this.#inSlices(null, range, (slice) => (sum = crc32(slice, sum)))
    return sum
  }

  /** Returns the MD5 of a part in hex, without keeping its bytes. @throws like {@link read}. */
  async md5(start: number, bytes: number): Promise<string> {
    const hash = createHash('md5')
    await this.#inSlices(null, this.part(start, bytes), (slice) => hash.update(slice))
    return hash.digest('hex')
  }

  /** Returns a part for a thread to read while the file is open. */
  part(start: number, bytes: number): FilePart & { readonly bytes: number } {
    return { descriptor: this.#descriptor, position: start, bytes }
  }

  async #loadInThread(
    memory: Uint8Array | null,
    part: FilePart & { readonly bytes: number },
    threads: TransferThreads | undefined,
  ): Promise<number | null> {
    const thread = threads?.take() ?? null
    const loaded = thread && (await loadInThread(thread, memory, part))
    if (loaded?.error) throw fromFileError(Object.assign(new Error(), loaded.error), this.path)
    if (loaded !== null && loaded.bytes < part.bytes) throw await this.#shorter()
    return loaded?.crc32 ?? null
  }

  /** Reads a part, into `buffer` if there is one. */
  async #inSlices(
    buffer: Uint8Array | null,
    { position, bytes }: FilePart & { readonly bytes: number },
    onSlice: (slice: Uint8Array) => void,
  ): Promise<void> {
    const scratch = buffer ?? Buffer.allocUnsafeSlow(Math.min(sliceBytes, bytes))
    for (let done = 0; done < bytes;) {
      const at = buffer === null ? 0 : done
      const wanted = Math.min(sliceBytes, bytes - done)
      const count = await called<number>((ended) =>
        read(this.#descriptor, scratch, at, wanted, position + done, ended),
      ).catch((error: unknown) => {
        throw fromFileError(error, this.path)
      })
      if (count === 0) throw await this.#shorter()
      onSlice(scratch.subarray(at, at + count))
      done += count
    }
  }

  /** Returns the error for a file that ends before its size, because it was truncated or never was that long. */
  async #shorter(): Promise<EngineError> {
    try {
      await this.checkOpen()
    } catch (error) {
      return fromFileError(error, this.path)
    }
    return shortFileError(this.path, this.size)
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
    if (first.size === 0n && (await hasUnreportedSize(path))) throw unreportedSizeError(path)
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
