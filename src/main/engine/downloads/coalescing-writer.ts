import type { Readable } from 'node:stream'
import { RangeBody } from '../aws/sockets/range-body.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { IdleTimeout } from '../async/idle-timeout.ts'

const chunkBytes = 512 * 1024

/** The target of a {@link CoalescingWriter}. */
export interface ChunkSink {
  write(chunk: Uint8Array, position: number): Promise<void>
  /** Called with each chunk, in order, before it is written. The stream waits for it. */
  onChunk(chunk: Uint8Array): Promise<void> | void
}

/**
 * Writes streams in chunks of 512 KiB from two buffers, filling one while the other is being written. Writing
 * each socket chunk separately would cost several times as much.
 */
export class CoalescingWriter {
  readonly #sink: ChunkSink
  #filling: Buffer
  #spare: Buffer
  #held = 0
  #position = 0
  #writing: Promise<void> = Promise.resolve()

  /** `maxBytes` is the maximum length of a stream. Short streams need only small buffers. */
  constructor(sink: ChunkSink, maxBytes: number) {
    this.#sink = sink
    const bytes = Math.max(1, Math.min(chunkBytes, maxBytes))
    this.#filling = Buffer.allocUnsafeSlow(bytes)
    this.#spare = Buffer.allocUnsafeSlow(bytes)
  }

  /**
   * Writes the stream at `position`, up to `maxBytes`. If the stream fails, writes what has arrived, then
   * throws the stream's error.
   */
  async writeStream(stream: Readable, position: number, maxBytes: number, idle: IdleTimeout): Promise<void> {
    this.#position = position
    this.#held = 0
    let left = maxBytes
    try {
      idle.refresh()
      if (stream instanceof RangeBody) return await this.#writeRangeBody(stream, maxBytes, idle)
      for await (const bytes of stream as AsyncIterable<Uint8Array>) {
        idle.refresh()
        const over = bytes.byteLength - left
        for (let at = 0; at < bytes.byteLength && left > 0;) {
          const room = Math.min(left, this.#filling.length - this.#held)
          const taken = bytes.subarray(at, at + room)
          this.#filling.set(taken, this.#held)
          this.#held += taken.byteLength
          at += taken.byteLength
          left -= taken.byteLength
          if (this.#held < this.#filling.length) continue
          idle.pause()
          await this.#flush()
          idle.refresh()
        }
        if (left === 0 && over > 0) throw tooManyBytes()
      }
    } finally {
      idle.pause()
      try {
        if (this.#held > 0) await this.#flush()
      } finally {
        // A write still in progress could damage data that is written to the file next.
        await this.#writing
      }
    }
  }

  /** Reads from the socket into the buffers without a copy. */
  async #writeRangeBody(body: RangeBody, maxBytes: number, idle: IdleTimeout): Promise<void> {
    const hold = (bytes: number): void => {
      idle.refresh()
      this.#held = bytes
    }
    for (let left = maxBytes; ;) {
      const room = this.#filling.subarray(0, Math.min(left, this.#filling.length))
      const bytes = await body.fill(room, hold)
      if (bytes === 0) return
      left -= bytes
      idle.pause()
      await this.#flush()
      idle.refresh()
      if (left === 0) {
        if (!body.isDrained) throw tooManyBytes()
        return
      }
    }
  }

  async #flush(): Promise<void> {
    const chunk = this.#filling.subarray(0, this.#held)
    await this.#sink.onChunk(chunk)
    await this.#writing
    this.#writing = this.#sink.write(chunk, this.#position)
    // The next flush awaits it and reports its error.
    this.#writing.catch(() => undefined)
    this.#position += chunk.length
    this.#held = 0
    const filled = this.#filling
    this.#filling = this.#spare
    this.#spare = filled
  }
}

/** Returns the error for a body that is longer than requested. */
export function tooManyBytes(): EngineError {
  // A retryable `SERVICE` error would count as an outage, but only this object is affected.
  return new EngineError('SERVICE', 'The server sent more bytes than requested.', { retryable: false })
}
