import { Readable } from 'node:stream'
import type { HttpSocket } from './http-socket.ts'

const chunkBytes = 65_536

/**
 * The body of a response with a known length. It is a normal stream, but can also write directly into a
 * reader's buffer, without a copy.
 */
export class RangeBody extends Readable {
  readonly #socket: HttpSocket
  readonly #release: (socket: HttpSocket) => void
  #left: number
  #reject: ((error: Error) => void) | null = null

  /** `release` is called once all bytes have been read and the socket is free. */
  constructor(socket: HttpSocket, bytes: number, release: (socket: HttpSocket) => void) {
    super({ highWaterMark: chunkBytes })
    this.#socket = socket
    this.#left = bytes
    this.#release = release
    if (bytes === 0) release(socket)
    // The stream converts its errors to EngineErrors, so a reader has to wait for the converted one.
    this.on('error', (error) => this.#reject?.(error))
  }

  /** True if all bytes have been read. */
  get isDrained(): boolean {
    return this.#left === 0
  }

  /**
   * Fills `target`, or a part of it if the body ends first. Returns the number of bytes, 0 at the end. `onBytes` is
   * called with the number of bytes so far. Rejects with the stream's error.
   */
  fill(target: Uint8Array, onBytes?: (bytes: number) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#reject = reject
      this.#read(target, true, onBytes).then(
        (bytes) => {
          this.#reject = null
          resolve(bytes)
        },
        (error: Error) => void (this.destroyed ? reject(this.errored ?? error) : this.destroy(error)),
      )
    })
  }

  override _read(): void {
    const target = Buffer.allocUnsafe(chunkBytes)
    this.#read(target, false).then(
      (bytes) => void this.push(bytes === 0 ? null : target.subarray(0, bytes)),
      (error: Error) => void this.destroy(error),
    )
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#left > 0) this.#socket.destroy()
    done(error)
  }

  async #read(target: Uint8Array, whole: boolean, onBytes?: (bytes: number) => void): Promise<number> {
    const wanted = target.subarray(0, Math.min(target.length, this.#left))
    if (wanted.length === 0) return 0
    const bytes = await this.#socket.read(wanted, whole, onBytes)
    this.#left -= bytes
    if (this.#left === 0) this.#release(this.#socket)
    return bytes
  }
}
