import type { S3Client } from '@aws-sdk/client-s3'
import type { HttpRequest, HttpResponse } from '@smithy/core/protocols'
import { type Network, plainNetwork, plainOptions, tlsOptions, tunnelProxy } from '../network/network.ts'
import type { SocketTimeouts } from '../sockets/http-socket.ts'
import { bodyBytes, keepsAlive } from '../sockets/response-head.ts'
import { RangeBody } from '../sockets/range-body.ts'
import { SocketPool } from '../sockets/socket-pool.ts'
import type { SendOptions } from './aws-call.ts'
import { BodyNotInMemoryError } from './file-body.ts'
import { abortError, headOf, originOf, responseOf, urlOf } from './http-head.ts'
import { ThreadedTransport } from './threaded-transport.ts'

/**
 * Makes an S3 client send requests with large bodies through {@link ThreadedTransport}, if the call allows
 * it, and read other ranges of objects through {@link RangeTransport}. The SDK still signs, retries, counts
 * and parses. Responses without a Content-Length are requested again through Node's HTTP client, which also
 * sends all requests that need a proxy tunnel. Returns the threaded transport, and a function that closes the
 * idle connections.
 */
export function addBodyTransports(
  client: S3Client,
  timeouts: SocketTimeouts,
  network: Network = plainNetwork,
): { readonly threaded: ThreadedTransport; close(): void } {
  const { requestHandler } = client.config
  const handleWithNode = requestHandler.handle.bind(requestHandler)
  const ranges = new RangeTransport(timeouts, network)
  const threaded = new ThreadedTransport(timeouts, network)
  requestHandler.handle = async (request, options) => {
    // The SDK passes on the options that the call set on its command.
    const { abortSignal, threaded: wanted } = (options ?? {}) as SendOptions
    const sent = wanted === undefined ? null : await threaded.send(request, wanted, abortSignal)
    if (sent !== null) return sent
    if (wanted?.body && 'part' in wanted.body) throw new BodyNotInMemoryError()
    const isRange = request.method === 'GET' && request.headers['range'] !== undefined
    const read = isRange ? await ranges.read(request, abortSignal) : null
    return read ?? handleWithNode(request, options)
  }
  return {
    threaded,
    close() {
      ranges.close()
      threaded.close()
    },
  }
}

/** Sends GET requests on a pool of sockets. */
class RangeTransport {
  readonly #pool: SocketPool
  /** True if the server sends a Content-Length. Assumed until a response without one arrives. */
  #sendsLength = true
  readonly #network: Network

  constructor(timeouts: SocketTimeouts, network: Network) {
    this.#pool = new SocketPool(timeouts, () => ({ tls: tlsOptions(network), plain: plainOptions(network) }))
    this.#network = network
  }

  /** Sends a request. Returns `null` for a response that only Node's HTTP client can read. */
  async read(
    request: HttpRequest,
    signal: AbortSignal | undefined,
  ): Promise<{ response: HttpResponse } | null> {
    if (!this.#sendsLength || signal?.aborted) return null
    const origin = originOf(request)
    if (origin.isTls && (await tunnelProxy(this.#network, urlOf(origin))) !== null) return null
    const socket = this.#pool.take(origin)
    const stop = (): void => socket.destroy()
    signal?.addEventListener('abort', stop)
    try {
      const head = await socket.request(`${headOf(request)}\r\n`)
      const length = bodyBytes(head)
      if (length === null) {
        this.#sendsLength = head.status >= 300
        socket.destroy()
        return null
      }
      const body = new RangeBody(socket, length, (free) => this.#pool.release(origin, free, keepsAlive(head)))
      body.once('close', () => signal?.removeEventListener('abort', stop))
      return responseOf(head, body)
    } catch (error) {
      socket.destroy()
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted) throw abortError()
      throw error
    }
  }

  /** Closes the idle sockets. The others close after their body has been read. */
  close(): void {
    this.#pool.close()
  }
}
