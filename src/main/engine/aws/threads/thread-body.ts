import { Readable } from 'node:stream'
import { grantAllowance } from './allow-more.ts'
import { firstAllowance, type Pace } from './pace.ts'
import type { FilePart, ThreadError, ThreadReply } from './thread-message.ts'
import type { TransferThread } from './transfer-thread.ts'

/** The target of a {@link ThreadBody}. */
export type SaveTarget = FilePart & {
  /** The maximum number of bytes. */
  readonly bytes: number
  /** A descriptor of the same file that bypasses the system's cache, or `null`. */
  readonly direct: number | null
  /** The CRC-32 of the bytes already saved. */
  readonly crc32: number
  /** The maximum time without data from the server, in milliseconds. */
  readonly stallMs: number
  readonly pace: Pace
  /** Called with the number of bytes saved since the last call, and the CRC-32 after them. */
  readonly onSaved: (bytes: number, crc32: number) => void
}

/** Thrown if the server has sent nothing for too long. */
export class StalledBodyError extends Error {}

/** The body of a response that waits in a transfer thread, which saves it to a file. It cannot be read as a stream. */
export class ThreadBody extends Readable {
  /** The length of the body. */
  readonly bytes: number
  readonly #thread: TransferThread
  readonly #id: number
  #listener: ((reply: ThreadReply) => void) | null = null
  #isDone = false
  #failure: ThreadError = { code: 'ECONNRESET', message: 'The body was abandoned.', from: 'socket' }

  constructor(thread: TransferThread, id: number, bytes: number) {
    super()
    this.#thread = thread
    this.#id = id
    this.bytes = bytes
  }

  /** Receives the thread's replies. */
  receive(reply: ThreadReply): void {
    if (this.#listener !== null) return this.#listener(reply)
    if (reply.type !== 'failed') return
    this.#failure = reply.error
    this.#end()
  }

  /**
   * Saves the body. Once this settles, the thread no longer writes to the file. Rejects with the error of the
   * stream or the file, or with {@link StalledBodyError}.
   */
  saveTo({ pace, onSaved, ...target }: SaveTarget): Promise<void> {
    return new Promise((resolve, reject) => {
      // The call may be cancelled, or the thread may end, between the response and this call.
      if (this.#isDone) return this.#fail(this.#failure, reject)
      const total = Math.min(target.bytes, this.bytes)
      let saved = 0
      const note = (bytes: number, crc32: number): void => {
        if (bytes > saved) onSaved(bytes - saved, crc32)
        saved = bytes
      }
      this.#listener = (reply) => {
        if (reply.type === 'moved') note(reply.bytes, reply.crc32)
        else if (reply.type === 'waiting') {
          note(reply.bytes, reply.crc32)
          grantAllowance(this.#thread, reply, pace, total)
        } else if (reply.type === 'done' || reply.type === 'failed') {
          if (reply.type === 'done') note(reply.bytes, reply.crc32)
          this.#end()
          if (reply.error === null) resolve()
          else this.#fail(reply.error, reject)
        }
      }
      this.#thread.post({ type: 'save', id: this.#id, allowance: firstAllowance(pace), ...target })
    })
  }

  override _read(): void {
    this.destroy(new Error('This body can only be saved to a file.'))
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#isDone) this.#thread.post({ type: 'drop', id: this.#id })
    // During a save, the thread still has to confirm that it has stopped.
    if (this.#listener === null) this.#end()
    done(error)
  }

  #end(): void {
    this.#isDone = true
    this.#thread.finish(this.#id)
  }

  #fail({ code, message, from }: ThreadError, reject: (error: Error) => void): void {
    const error =
      from === 'stall' ? new StalledBodyError(message) : Object.assign(new Error(message), { code })
    if (from !== 'socket') return reject(error)
    // The stream converts its errors to EngineErrors.
    if (this.destroyed) return reject(this.errored ?? error)
    this.once('error', reject)
    this.destroy(error)
  }
}
