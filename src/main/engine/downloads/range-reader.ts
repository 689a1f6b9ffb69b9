import { crc32 } from 'node:zlib'
import { isNetworkError } from '../../../shared/errors.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { ByteRange, ObjectSource } from '../aws/s3/object-source.ts'
import { BrokenBodyError, brokenRange, withRetries } from '../aws/transport/transfer-retries.ts'
import { CoalescingWriter } from './coalescing-writer.ts'
import { stalled } from './stall-error.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'
import { IdleTimeout } from '../async/idle-timeout.ts'

/** The server sends whole objects only. */
export class RangesUnsupportedError extends Error {}

/** What a {@link RangeReader} reads from and writes to. */
export interface RangeContext {
  readonly source: ObjectSource
  readonly etag: string
  readonly limits: TransferLimits
  readonly stallMs: number
  readonly signal: AbortSignal
  write(piece: Uint8Array, position: number): Promise<void>
  /** So many more bytes have come. */
  onBytes(bytes: number): void
  /** The server has shown that it knows ranges. */
  onRange(): void
}

/** Reads one range after the other, each out of one answer or, where that breaks, out of several. */
export class RangeReader {
  readonly #context: RangeContext
  readonly #writer: CoalescingWriter
  #crc = 0
  #next = 0

  constructor(work: RangeContext, rangeBytes: number) {
    this.#context = work
    const sink = {
      write: (piece: Uint8Array, position: number) => work.write(piece, position),
      onChunk: (piece: Uint8Array) => this.#count(piece),
    }
    this.#writer = new CoalescingWriter(sink, rangeBytes)
  }

  /**
   * Answers with the range's CRC-32. What breaks or stalls midway is asked for from there on, a few times in a row;
   * a refusal is not asked again here. @throws NoRangesError; EngineError OBJECT_CHANGED and what the source throws.
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
    const { source, etag, stallMs, signal } = this.#context
    const abort = new AbortController()
    const stop = (): void => abort.abort(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    const watchdog = new IdleTimeout(stallMs, () => abort.abort(stalled()))
    try {
      watchdog.refresh()
      const payload = await source.read(range, etag, abort.signal).catch((error: unknown) => {
        throw abort.signal.aborted ? new BrokenBodyError(abort.signal.reason) : error
      })
      try {
        this.#check(payload, range)
        this.#context.onRange()
        await this.#writer.writeStream(payload.stream, range.first, range.last - range.first + 1, watchdog)
      } catch (error) {
        throw brokenOr(error, abort.signal)
      } finally {
        payload.stream.destroy()
      }
      if (this.#next === range.first) throw new BrokenBodyError(stalled())
    } finally {
      watchdog.stop()
      signal.removeEventListener('abort', stop)
    }
  }

  #check(payload: Awaited<ReturnType<ObjectSource['read']>>, asked: ByteRange): void {
    const { range, etag } = payload
    if (etag !== this.#context.etag) throw new EngineError('OBJECT_CHANGED')
    if (range === null) throw new RangesUnsupportedError()
    if (range.first === asked.first && range.last <= asked.last) return
    throw new EngineError('SERVICE', 'The server sent another range than it was asked for.')
  }

  async #count(piece: Uint8Array): Promise<void> {
    const { limits, signal } = this.#context
    this.#crc = crc32(piece, this.#crc)
    this.#next += piece.byteLength
    this.#context.onBytes(piece.byteLength)
    await limits.pace(piece.byteLength, signal)
  }
}

function brokenOr(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new BrokenBodyError(signal.reason)
  return error instanceof EngineError && isNetworkError(error) ? new BrokenBodyError(error) : error
}
