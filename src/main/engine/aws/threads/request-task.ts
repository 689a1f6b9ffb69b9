import { crc32 } from 'node:zlib'
import { workerData } from 'node:worker_threads'
import { IdleTimeout } from '../../async/idle-timeout.ts'
import type { HttpSocket, Origin } from '../sockets/http-socket.ts'
import { bodyBytes, keepsAlive, type ResponseHead } from '../sockets/response-head.ts'
import { chunkBytes, releaseChunk, takeChunk } from './chunks.ts'
import { FileWriter } from './file-writer.ts'
import { threadError } from './load-file.ts'
import { sentBody, UnsendablePartError } from './sent-body.ts'
import type { SocketPool } from '../sockets/socket-pool.ts'
import type { ThreadData, ThreadError, ThreadReply, ThreadRequest } from './thread-message.ts'

type Get = Extract<ThreadRequest, { readonly type: 'get' }>
type Put = Extract<ThreadRequest, { readonly type: 'put' }>
type Save = Extract<ThreadRequest, { readonly type: 'save' }>
type Moved = { bytes: number; crc32: number }

/** The shortest time between two progress reports to the main thread, in milliseconds. */
const reportMs = 100
/** Limits responses that are kept in memory. Larger than any error or list that S3 sends. */
const maxResponseBytes = 8_388_608

/** A write that takes longer than this keeps the thread from reading data that has arrived. In milliseconds. */
const slowWriteMs = 500

const { limited } = workerData as ThreadData

const idleTimeouts = new Set<IdleTimeout>()

/** A request made by a transfer thread, and its response. */
export class RequestTask {
  readonly #pool: SocketPool
  readonly #origin: Origin
  readonly #id: number
  readonly #reply: (message: ThreadReply) => void
  readonly #socket: HttpSocket
  #keepsAlive = true
  /** The number of bytes of the body that are left to read. */
  #left = 0
  #allowance = 0
  #onAllowance: (() => void) | null = null
  #reportedAt = performance.now()
  #isDropped = false

  constructor(pool: SocketPool, { id, origin }: Get | Put, reply: (message: ThreadReply) => void) {
    this.#pool = pool
    this.#origin = origin
    this.#id = id
    this.#reply = reply
    this.#socket = pool.take(origin)
  }

  /** Sends the request, and replies with the head of the response or with all of it. Never rejects. */
  async run(request: Get | Put): Promise<void> {
    try {
      if (request.type === 'get') await this.#get(request)
      else await this.#put(request)
    } catch (error) {
      this.#socket.destroy()
      const from = error instanceof UnsendablePartError ? 'file' : 'socket'
      this.#reply({ type: 'failed', id: this.#id, error: threadError(error, from) })
    }
  }

  /** Writes the body to a file, and replies with the number of bytes. Never rejects. */
  async save(request: Save): Promise<void> {
    const moved: Moved = { bytes: 0, crc32: request.crc32 }
    this.#allowance = request.allowance
    const error = await this.#write(request, moved)
    if (error === null && this.#left === 0) this.#pool.release(this.#origin, this.#socket, this.#keepsAlive)
    else this.#socket.destroy()
    this.#reply({ type: 'done', id: this.#id, ...moved, error })
  }

  /** Lets this many bytes pass in all. */
  allow(allowance: number): void {
    this.#allowance = allowance
    this.#onAllowance?.()
  }

  /** Closes the connection. */
  drop(): void {
    this.#isDropped = true
    this.#socket.destroy()
    this.#onAllowance?.()
  }

  async #get({ head }: Get): Promise<void> {
    const response = await this.#socket.request(head)
    const bytes = bodyBytes(response)
    this.#keepsAlive = keepsAlive(response)
    if (bytes === null || response.status >= 300) return this.#respond(response, bytes)
    this.#left = bytes
    this.#reply({ type: 'head', id: this.#id, head: response, bytes })
  }

  async #put({ head, body, allowance }: Put): Promise<void> {
    this.#allowance = allowance
    const source = sentBody(body)
    try {
      const response = await this.#socket.send(head, source.byteLength, (sent) => {
        const moved = { bytes: sent, crc32: 0 }
        this.#report(moved)
        const chunk = (): Uint8Array => source.next(sent, this.#allowance - sent)
        return this.#mustWait(sent) ? this.#wait(moved).then(chunk) : chunk()
      })
      this.#keepsAlive = keepsAlive(response) && response.isComplete
      await this.#respond(response, bodyBytes(response))
    } finally {
      source.end()
    }
  }

  /** Reads the body of a response, and replies with all of it. */
  async #respond(head: ResponseHead, bytes: number | null): Promise<void> {
    const hasNoBody = head.status === 204 || head.status === 304
    const length = hasNoBody ? 0 : bytes
    const body = length === null || length > maxResponseBytes ? null : new Uint8Array(length)
    if (body !== null && body.byteLength > 0) await this.#socket.read(body, true)
    if (body === null) this.#socket.destroy()
    else this.#pool.release(this.#origin, this.#socket, this.#keepsAlive)
    this.#reply({ type: 'answer', id: this.#id, head, body })
  }

  /** Writes the body as it arrives. Returns the error that ended it, or `null`. */
  async #write({ position, bytes, stallMs, ...file }: Save, moved: Moved): Promise<ThreadError | null> {
    let stall: ThreadError | null = null
    const idle = new IdleTimeout(stallMs, () => {
      stall = { code: 'ETIMEDOUT', message: 'The server stopped sending.', from: 'stall' }
      this.#socket.destroy()
    })
    idleTimeouts.add(idle)
    const chunk = takeChunk()
    const writer = new FileWriter(file)
    let left = Math.min(bytes, this.#left)
    let held = 0
    let failure: ThreadError | null = null
    /** Returns the rest of the chunk. */
    const target = (): Uint8Array => {
      const wanted = Math.min(left, chunkBytes, this.#allowance - moved.bytes)
      return chunk.subarray(held, wanted)
    }
    const save = (): void => {
      try {
        const startedAt = performance.now()
        writer.write(chunk.subarray(0, held), position + moved.bytes)
        // The servers may have sent data meanwhile, but this thread could not read it.
        if (performance.now() - startedAt > slowWriteMs) for (const each of idleTimeouts) each.excuse()
      } catch (error) {
        failure = threadError(error, 'file')
        return
      }
      moved.crc32 = crc32(chunk.subarray(0, held), moved.crc32)
      moved.bytes += held
      left -= held
      this.#left -= held
      held = 0
    }
    // Saves at once, because the socket would otherwise receive the next bytes into other memory.
    const onReceived = (received: number): Uint8Array | null => {
      held += received
      idle.refresh()
      const rest = target()
      if (rest.byteLength > 0) return rest
      save()
      if (failure !== null || left === 0) return null
      this.#report(moved)
      return this.#mustWait(moved.bytes) ? null : target()
    }
    try {
      for (;;) {
        if (failure !== null || left === 0) return failure
        if (this.#mustWait(moved.bytes)) {
          idle.pause()
          await this.#wait(moved)
        }
        idle.refresh()
        await this.#socket.receive(target(), onReceived).catch((error: unknown) => {
          const broken = stall ?? threadError(error, 'socket')
          save()
          failure ??= broken
        })
      }
    } catch (error) {
      return threadError(error, 'socket')
    } finally {
      releaseChunk(chunk)
      idleTimeouts.delete(idle)
      idle.stop()
    }
  }

  #report(moved: Moved): void {
    const now = performance.now()
    if (now - this.#reportedAt < reportMs) return
    this.#reportedAt = now
    this.#reply({ type: 'moved', id: this.#id, ...moved })
  }

  /** True if no more bytes may pass until the main thread allows it. */
  #mustWait(moved: number): boolean {
    if (this.#allowance === Infinity && Atomics.load(limited, 0) === 1) this.#allowance = 0
    return this.#allowance <= moved
  }

  async #wait(moved: Moved): Promise<void> {
    const allowed = new Promise<void>((resolve) => (this.#onAllowance = resolve))
    if (!this.#isDropped) {
      this.#reply({ type: 'waiting', id: this.#id, ...moved })
      await allowed
    }
    this.#onAllowance = null
    if (this.#isDropped) throw Object.assign(new Error('The request was dropped.'), { code: 'ECONNRESET' })
  }
}
