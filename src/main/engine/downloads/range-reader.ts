import { crc32 } from 'node:zlib'
import { StalledBodyError, ThreadBody } from '../aws/threads/thread-body.ts'
import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import { isNetworkError } from '../../../shared/network-error.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { ByteRange, ObjectSource } from '../aws/s3/object-source.ts'
import { BrokenBodyError, brokenRange, withRetries } from '../aws/transport/transfer-retries.ts'
import { CoalescingWriter, tooManyBytes } from './coalescing-writer.ts'
import { stalled } from './stall-error.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'
import { IdleTimeout } from '../async/idle-timeout.ts'

/** Thrown if the server does not support ranges. */
export class RangesUnsupportedError extends Error {}

/** The source and target of a {@link RangeReader}. */
export interface RangeContext {
  readonly source: ObjectSource
  readonly etag: string
  readonly limits: TransferLimits
  readonly stallMs: number
  readonly signal: AbortSignal
  /** The threads that may write to the file, or `undefined` for none. */
  readonly threads: TransferThreads | undefined
  /** The file's descriptor. */
  readonly descriptor: number
  /** A descriptor of the same file that bypasses the system's cache, or `null`. */
  readonly direct: number | null
  write(chunk: Uint8Array, position: number): Promise<void>
  /** Called with the number of bytes received since the last call. */
  onBytes(bytes: number): void
  /** Called once the server has returned a range. */
  onRange(): void
}

/** Reads ranges one after another. If a response breaks off, the next one continues its range. */
export class RangeReader {
  readonly #context: RangeContext
  readonly #rangeBytes: number
  #writer: CoalescingWriter | null = null
  #crc = 0
  #next = 0

  constructor(context: RangeContext, rangeBytes: number) {
    this.#context = context
    this.#rangeBytes = rangeBytes
  }

  /**
   * Returns the CRC-32 of the range.
   *
   * @throws RangesUnsupportedError; EngineError `OBJECT_CHANGED` and errors from the source.
   */
  async read({ first, last }: ByteRange): Promise<number> {
    this.#crc = 0
    this.#next = first
    const attempt = async (): Promise<void> => {
      while (this.#next <= last) await this.#readOnce({ first: this.#next, last })
    }
    await withRetries(brokenRange, this.#context.signal, attempt, () => this.#next).catch(
      (error: unknown) => {
        throw error instanceof BrokenBodyError ? error.cause : error
      },
    )
    return this.#crc
  }

  async #readOnce(range: ByteRange): Promise<void> {
    const { source, etag, stallMs, signal, threads } = this.#context
    const abort = new AbortController()
    const stop = (): void => abort.abort(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    const idle = new IdleTimeout(stallMs, () => abort.abort(stalled()))
    try {
      idle.refresh()
      const payload = await source.read(range, etag, abort.signal, threads).catch((error: unknown) => {
        throw abort.signal.aborted ? new BrokenBodyError(abort.signal.reason) : error
      })
      try {
        this.#check(payload, range)
        this.#context.onRange()
        const { stream } = payload
        const bytes = range.last - range.first + 1
        idle.pause()
        if (stream instanceof ThreadBody) await this.#saveInThread(stream, range.first, bytes)
        else await this.#ownWriter().writeStream(stream, range.first, bytes, idle)
      } catch (error) {
        throw brokenOr(error, abort.signal)
      } finally {
        payload.stream.destroy()
      }
      if (this.#next === range.first) throw new BrokenBodyError(stalled())
    } finally {
      idle.stop()
      signal.removeEventListener('abort', stop)
    }
  }

  /** Created only if this thread writes, because the memory of its buffers triggers garbage collections. */
  #ownWriter(): CoalescingWriter {
    this.#writer ??= new CoalescingWriter(
      {
        write: (chunk, position) => this.#context.write(chunk, position),
        onChunk: (chunk) => this.#count(chunk),
      },
      this.#rangeBytes,
    )
    return this.#writer
  }

  async #saveInThread(body: ThreadBody, position: number, bytes: number): Promise<void> {
    const { descriptor, direct, stallMs, limits, signal, onBytes } = this.#context
    if (body.bytes > bytes) throw tooManyBytes()
    const pace = {
      pace: (step: number) => limits.pace(step, signal),
      get stepBytes() {
        return limits.stepBytes
      },
    }
    const onSaved = (saved: number, sum: number): void => {
      this.#crc = sum
      this.#next += saved
      onBytes(saved)
    }
    await body.saveTo({ descriptor, direct, position, bytes, crc32: this.#crc, stallMs, pace, onSaved })
  }

  #check(payload: Awaited<ReturnType<ObjectSource['read']>>, requested: ByteRange): void {
    const { range, etag } = payload
    if (etag !== this.#context.etag) throw new EngineError('OBJECT_CHANGED')
    if (range === null) throw new RangesUnsupportedError()
    if (range.first === requested.first && range.last <= requested.last) return
    throw new EngineError('SERVICE', 'The server sent a different range than requested.', {
      retryable: false,
    })
  }

  async #count(chunk: Uint8Array): Promise<void> {
    const { limits, signal } = this.#context
    this.#crc = crc32(chunk, this.#crc)
    this.#next += chunk.byteLength
    this.#context.onBytes(chunk.byteLength)
    await limits.pace(chunk.byteLength, signal)
  }
}

function brokenOr(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof StalledBodyError) return new BrokenBodyError(stalled())
  if (signal.aborted) return new BrokenBodyError(signal.reason)
  return error instanceof EngineError && isNetworkError(error) ? new BrokenBodyError(error) : error
}
