import type { Readable } from 'node:stream'
import { RangeBody } from '../aws/transport/range-body.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { IdleTimeout } from '../async/idle-timeout.ts'

const pieceBytes = 512 * 1024

/** What a {@link CoalescingWriter} writes with. */
export interface ChunkSink {
  write(piece: Uint8Array, position: number): Promise<void>
  /** Called with each piece, in order, before it is written. What it waits for holds the stream back. */
  onChunk(piece: Uint8Array): Promise<void> | void
}

/**
 * Writes streams in pieces of 512 KiB out of two buffers that it keeps: while one is being written the other fills.
 * A write for each of a socket's pieces would cost several times as much.
 */
export class CoalescingWriter {
  readonly #sink: ChunkSink
  #filling: Buffer
  #spare: Buffer
  #held = 0
  #position = 0
  #writing: Promise<void> = Promise.resolve()

  /** `mostBytes`: what one stream brings at most, so that small ones need small buffers. */
  constructor(sink: ChunkSink, mostBytes: number) {
    this.#sink = sink
    const bytes = Math.max(1, Math.min(pieceBytes, mostBytes))
    this.#filling = Buffer.allocUnsafeSlow(bytes)
    this.#spare = Buffer.allocUnsafeSlow(bytes)
  }

  /**
   * Writes what the stream brings from `position` on, at most `mostBytes`. Where the stream breaks, what came
   * before is written all the same, and then the stream's error thrown.
   */
  async writeStream(
    stream: Readable,
    position: number,
    mostBytes: number,
    watchdog: IdleTimeout,
  ): Promise<void> {
    this.#position = position
    this.#held = 0
    let left = mostBytes
    try {
      watchdog.refresh()
      if (stream instanceof RangeBody) return await this.#writeRangeBody(stream, mostBytes, watchdog)
      for await (const bytes of stream as AsyncIterable<Uint8Array>) {
        watchdog.refresh()
        const over = bytes.byteLength - left
        for (let at = 0; at < bytes.byteLength && left > 0;) {
          const room = Math.min(left, this.#filling.length - this.#held)
          const taken = bytes.subarray(at, at + room)
          this.#filling.set(taken, this.#held)
          this.#held += taken.byteLength
          at += taken.byteLength
          left -= taken.byteLength
          if (this.#held < this.#filling.length) continue
          watchdog.pause()
          await this.#flush()
          watchdog.refresh()
        }
        if (left === 0 && over > 0) throw tooMuch()
      }
    } finally {
      watchdog.pause()
      try {
        if (this.#held > 0) await this.#flush()
      } finally {
        // Bytes that are still being written would land in what the file is used for next.
        await this.#writing
      }
    }
  }

  /** The bytes come straight into the buffers. */
  async #writeRangeBody(body: RangeBody, mostBytes: number, watchdog: IdleTimeout): Promise<void> {
    const hold = (bytes: number): void => {
      watchdog.refresh()
      this.#held = bytes
    }
    for (let left = mostBytes; ;) {
      const room = this.#filling.subarray(0, Math.min(left, this.#filling.length))
      const bytes = await body.fill(room, hold)
      if (bytes === 0) return
      left -= bytes
      watchdog.pause()
      await this.#flush()
      watchdog.refresh()
      if (left === 0) {
        if (!body.isDrained) throw tooMuch()
        return
      }
    }
  }

  async #flush(): Promise<void> {
    const piece = this.#filling.subarray(0, this.#held)
    await this.#sink.onChunk(piece)
    await this.#writing
    this.#writing = this.#sink.write(piece, this.#position)
    // Waited for at the next flush; until then nobody else would hear of it.
    this.#writing.catch(() => undefined)
    this.#position += piece.length
    this.#held = 0
    const filled = this.#filling
    this.#filling = this.#spare
    this.#spare = filled
  }
}

function tooMuch(): EngineError {
  return new EngineError('SERVICE', 'The server sent more bytes than it was asked for.')
}
