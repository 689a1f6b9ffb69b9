import { Readable } from 'node:stream'
import type { BodySocket } from './http-socket.ts'

const pieceBytes = 65_536

/**
 * The body of an answer, of a known length. It is a stream for whoever wants one; a reader with a buffer of its
 * own gets the bytes put there, without a copy.
 */
export class DirectBody extends Readable {
  readonly #socket: BodySocket
  readonly #release: (socket: BodySocket) => void
  #left: number
  #reject: ((error: Error) => void) | null = null

  /** `release` is called once all of it has been read: the socket is free then. */
  constructor(socket: BodySocket, bytes: number, release: (socket: BodySocket) => void) {
    super({ highWaterMark: pieceBytes })
    this.#socket = socket
    this.#left = bytes
    this.#release = release
    if (bytes === 0) release(socket)
    // A stream's error is made into one of ours on its way out, so a reader waits for that one.
    this.on('error', (error) => this.#reject?.(error))
  }

  /** Whether all of it has been read. */
  get isDrained(): boolean {
    return this.#left === 0
  }

  /**
   * Fills `room`, or as much of it as is left of the body; answers with how many bytes, 0 at the end. `onBytes`
   * hears how many there are so far. Rejects with the stream's error.
   */
  fill(room: Uint8Array, onBytes?: (bytes: number) => void): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#reject = reject
      this.#read(room, true, onBytes).then(
        (bytes) => {
          this.#reject = null
          resolve(bytes)
        },
        (error: Error) => void (this.destroyed ? reject(this.errored ?? error) : this.destroy(error)),
      )
    })
  }

  override _read(): void {
    const room = Buffer.allocUnsafe(pieceBytes)
    this.#read(room, false).then(
      (bytes) => void this.push(bytes === 0 ? null : room.subarray(0, bytes)),
      (error: Error) => void this.destroy(error),
    )
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#left > 0) this.#socket.destroy()
    done(error)
  }

  async #read(room: Uint8Array, whole: boolean, onBytes?: (bytes: number) => void): Promise<number> {
    const wanted = room.subarray(0, Math.min(room.length, this.#left))
    if (wanted.length === 0) return 0
    const bytes = await this.#socket.read(wanted, whole, onBytes)
    this.#left -= bytes
    if (this.#left === 0) this.#release(this.#socket)
    return bytes
  }
}
