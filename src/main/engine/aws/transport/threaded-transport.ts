import { Readable } from 'node:stream'
import type { HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { type Network, plainProxyHost, tunnelProxy } from '../network/network.ts'
import { grantAllowance } from '../threads/allow-more.ts'
import { unlimitedPace, firstAllowance, type Pace } from '../threads/pace.ts'
import type { Origin, SocketTimeouts } from '../sockets/http-socket.ts'
import { ThreadBody } from '../threads/thread-body.ts'
import type { ThreadReply } from '../threads/thread-message.ts'
import type { TransferThread } from '../threads/transfer-thread.ts'
import type { TransferThreads } from '../threads/transfer-threads.ts'
import { BodyNotInMemoryError, type FileBody } from './file-body.ts'
import { abortError, headOf, originOf, responseOf, urlOf } from './http-head.ts'
import type { PacedBody } from './paced-body.ts'

/** A request that a transfer thread can send, instead of Node's HTTP client. */
export type ThreadedRequest = {
  readonly threads: TransferThreads
  /** The body, in shared memory or in a file. If `null`, the body of the response is a {@link ThreadBody}. */
  readonly body: ThreadedBody | null
}

type ThreadedBody = PacedBody | FileBody
type Response = { response: HttpResponse }

/** Sends requests with large bodies through the transfer threads. */
export class ThreadedTransport {
  readonly #timeouts: SocketTimeouts
  readonly #network: Network
  readonly #pools = new Map<TransferThreads, number>()
  /** True if the server sends a Content-Length. Assumed until a response without one arrives. */
  #sendsLength = true

  constructor(timeouts: SocketTimeouts, network: Network) {
    this.#timeouts = timeouts
    this.#network = network
  }

  /** Sends an SDK request. See {@link sendHead}. */
  send(
    request: HttpRequest,
    threaded: ThreadedRequest,
    signal: AbortSignal | undefined,
  ): Promise<Response | null> {
    return this.sendHead(originOf(request), headOf(request), threaded, signal)
  }

  /**
   * Sends a request. `head` is its head without the empty line at the end. Returns `null` if only Node's HTTP
   * client can do that. Rejects with socket errors.
   */
  async sendHead(
    origin: Origin,
    head: string,
    { threads, body }: ThreadedRequest,
    signal: AbortSignal | undefined,
  ): Promise<Response | null> {
    if (!this.#sendsLength || signal?.aborted) return null
    if (origin.isTls && (await tunnelProxy(this.#network, urlOf(origin))) !== null) return null
    const thread = threads.take()
    if (thread === null) return null
    const pool = this.#poolOf(threads)
    thread.setUp({
      pool,
      timeouts: this.#timeouts,
      caCertificates: this.#network.caCertificates,
      keepsPlainLocal: this.#network.keepsPlainLocal ?? false,
      plainProxy: plainProxyHost(this.#network),
    })
    return this.#converse(thread, body, signal, (id) =>
      thread.post(
        body === null
          ? { type: 'get', id, pool, origin, head: `${head}\r\n` }
          : {
              type: 'put',
              id,
              pool,
              origin,
              head,
              body: 'part' in body ? body.part : body.bytes,
              allowance: firstAllowance(paceOf(body)),
            },
      ),
    )
  }

  /** Closes the idle connections. */
  close(): void {
    for (const [threads, pool] of this.#pools) threads.forget(pool)
    this.#pools.clear()
  }

  #converse(
    thread: TransferThread,
    body: ThreadedBody | null,
    signal: AbortSignal | undefined,
    start: (id: number) => void,
  ): Promise<Response | null> {
    return new Promise((resolve, reject) => {
      let saved: ThreadBody | null = null
      const pace = body === null ? unlimitedPace : paceOf(body)
      const bodyBytes = body === null ? 0 : sizeOf(body)
      const drop = (): void => thread.post({ type: 'drop', id })
      const finish = (): void => {
        signal?.removeEventListener('abort', drop)
        thread.finish(id)
      }
      const id = thread.begin((reply) => {
        if (saved !== null) return saved.receive(reply)
        switch (reply.type) {
          case 'moved':
            return body?.onSent?.(reply.bytes)
          case 'waiting':
            body?.onSent?.(reply.bytes)
            return grantAllowance(thread, reply, pace, bodyBytes)
          case 'head':
            saved = new ThreadBody(thread, id, reply.bytes)
            saved.once('close', () => signal?.removeEventListener('abort', drop))
            return resolve(responseOf(reply.head, saved))
          case 'answer':
            finish()
            if (reply.body !== null && reply.head.status < 300) body?.onSent?.(bodyBytes)
            return resolve(this.#complete(reply))
          case 'failed':
            finish()
            return reject(failureOf(reply, signal))
          default:
        }
      })
      signal?.addEventListener('abort', drop)
      start(id)
    })
  }

  #complete({ head, body }: Extract<ThreadReply, { readonly type: 'answer' }>): Response | null {
    if (body !== null)
      return responseOf(head, Readable.from(body.byteLength === 0 ? [] : [Buffer.from(body)]))
    this.#sendsLength = head.status >= 300
    return null
  }

  #poolOf(threads: TransferThreads): number {
    const pool = this.#pools.get(threads) ?? threads.newPool()
    this.#pools.set(threads, pool)
    return pool
  }
}

function sizeOf(body: ThreadedBody): number {
  return 'part' in body ? body.part.bytes : body.bytes.byteLength
}

function paceOf({ pace, stepBytes }: ThreadedBody): Pace {
  if (pace === undefined) return unlimitedPace
  return {
    pace,
    get stepBytes() {
      return stepBytes?.() ?? unlimitedPace.stepBytes
    },
  }
}

function failureOf(
  { error: { code, message, from } }: Extract<ThreadReply, { readonly type: 'failed' }>,
  signal: AbortSignal | undefined,
): Error {
  if (signal?.aborted) return abortError()
  return from === 'file' ? new BodyNotInMemoryError() : Object.assign(new Error(message), { code })
}
