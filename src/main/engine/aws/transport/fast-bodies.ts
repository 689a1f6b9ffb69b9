import type { HttpResponse } from '@smithy/core/protocols'
import type { RequestCounter } from '../middleware/request-counter.ts'
import type { FastSigner } from './fast-signer.ts'
import { BodyNotInMemoryError } from './file-body.ts'
import { sha256 } from './sigv4-signer.ts'
import type { ThreadedRequest, ThreadedTransport } from './threaded-transport.ts'

/** A request that sends or receives a large body. */
export type BodyRequest = ThreadedRequest & {
  readonly bucket: string
  /** The encoded path below the endpoint. */
  readonly path: string
  /** The encoded query, sorted by name. Default: none. */
  readonly query?: string
  /** Header names in lower case. The signature's headers are added. */
  readonly headers: Readonly<Record<string, string>>
}

const noBody = sha256('')

/**
 * Lets the transfer threads send requests without the SDK, at a tenth of its cost for the main thread. Like
 * `FastClient`, it handles only success. For any other outcome it returns `null`, and the caller repeats the
 * call with the SDK.
 */
export class FastBodies {
  readonly #signer: FastSigner
  readonly #transport: ThreadedTransport
  readonly #counter: RequestCounter
  #isClosed = false

  constructor(signer: FastSigner, transport: ThreadedTransport, counter: RequestCounter) {
    this.#signer = signer
    this.#transport = transport
    this.#counter = counter
  }

  /** Sends a GET request. Returns `null` unless the response has the status 206. */
  async read(request: BodyRequest, signal?: AbortSignal): Promise<HttpResponse | null> {
    const response = await this.#send('GET', request, signal)
    if (response === null || response.statusCode === 206) return response
    response.body.destroy()
    return null
  }

  /**
   * Sends a PUT request whose signature does not cover the body. Returns `null` unless it succeeded.
   *
   * @throws `BodyNotInMemoryError`
   */
  async write(request: BodyRequest, signal?: AbortSignal): Promise<HttpResponse | null> {
    const response = await this.#send('PUT', request, signal)
    return response !== null && response.statusCode === 200 ? response : null
  }

  /** Prevents further requests. */
  close(): void {
    this.#isClosed = true
  }

  async #send(
    method: 'GET' | 'PUT',
    { bucket, path, query = '', headers, threads, body }: BodyRequest,
    signal: AbortSignal | undefined,
  ): Promise<HttpResponse | null> {
    try {
      const endpoint = await this.#signer.endpointOf(bucket)
      if (endpoint === null || (body !== null && !endpoint.isTamperProof)) return null
      const payloadHash = body === null ? noBody : 'UNSIGNED-PAYLOAD'
      const head = await this.#signer.headOf(endpoint, { method, path, query, headers, payloadHash })
      if (head === null || this.#isClosed || signal?.aborted) return null
      this.#counter.count(body === null ? 's3-read' : 's3-write')
      const sent = await this.#transport.sendHead(endpoint.target, head, { threads, body }, signal)
      return sent?.response ?? null
    } catch (error) {
      if (error instanceof BodyNotInMemoryError) throw error
      return null
    }
  }
}
