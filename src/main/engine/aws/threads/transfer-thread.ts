import { Worker } from 'node:worker_threads'
import type { PoolSetup, ThreadData, ThreadReply, ThreadRequest } from './thread-message.ts'

/** Receives the replies of one conversation with a thread. */
export type ReplyListener = (reply: ThreadReply) => void

const endedError = { code: 'ECONNRESET', message: 'The transfer thread has ended.', from: 'socket' } as const

/** One transfer thread, as seen from the main thread. */
export class TransferThread {
  readonly #worker: Worker
  readonly #listeners = new Map<number, ReplyListener>()
  readonly #pools = new Set<number>()
  readonly #onEnd: () => void
  #lastId = 0
  #lastUsedAt = performance.now()
  #hasEnded = false

  /** Starts the thread. `onEnd` is called when it has crashed or was closed. */
  constructor(workerUrl: URL, workerData: ThreadData, onEnd: () => void) {
    this.#onEnd = onEnd
    this.#worker = new Worker(workerUrl, { workerData, execArgv: [] })
    this.#worker.unref()
    this.#worker.on('message', (reply: ThreadReply) => this.#listeners.get(reply.id)?.(reply))
    this.#worker.on('error', () => undefined)
    this.#worker.on('exit', () => this.#end())
  }

  /** The number of conversations. */
  get load(): number {
    return this.#listeners.size
  }

  /** When its last conversation ended, on the clock of `performance.now()`. */
  get lastUsedAt(): number {
    return this.#lastUsedAt
  }

  /** Begins a conversation. Returns its id for later messages. */
  begin(listener: ReplyListener): number {
    this.#lastId += 1
    const id = this.#lastId
    this.#listeners.set(id, listener)
    // A thread keeps the process alive only while a conversation is open.
    this.#worker.ref()
    return id
  }

  /** Ends a conversation. Its listener is no longer called. */
  finish(id: number): void {
    if (!this.#listeners.delete(id) || this.#listeners.size > 0) return
    this.#lastUsedAt = performance.now()
    this.#worker.unref()
  }

  /** Sends a message. If the thread has ended, the conversation fails instead. */
  post(request: ThreadRequest): void {
    if (!this.#hasEnded) return this.#worker.postMessage(request)
    if ('id' in request) this.#fail(request.id)
  }

  /** Sets up a pool in the thread, unless the thread already has it. */
  setUp(setup: PoolSetup): void {
    if (this.#pools.has(setup.pool)) return
    this.#pools.add(setup.pool)
    this.post({ type: 'set-up', ...setup })
  }

  forget(pool: number): void {
    if (this.#pools.delete(pool)) this.post({ type: 'forget', pool })
  }

  /** Ends the thread. Open conversations fail. */
  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #end(): void {
    if (this.#hasEnded) return
    this.#hasEnded = true
    this.#onEnd()
    for (const id of this.#listeners.keys()) this.#fail(id)
  }

  #fail(id: number): void {
    this.#listeners.get(id)?.({ type: 'failed', id, error: endedError })
  }
}
