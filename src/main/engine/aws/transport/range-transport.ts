import type { S3Client } from '@aws-sdk/client-s3'
import { buildQueryString, HttpResponse, type HttpRequest } from '@smithy/core/protocols'
import { HttpSocket, type Origin } from './http-socket.ts'
import { type Network, plainNetwork, tlsOptions, tunnelProxy } from '../network/network.ts'
import { RangeBody } from './range-body.ts'

/** The options that the SDK passes with a request. Its own type is empty. */
type HandlerOptions = { readonly abortSignal?: AbortSignal }

const maxIdleSockets = 16

/**
 * Makes an S3 client read ranges of objects through {@link RangeTransport}. The SDK still signs, retries,
 * counts and parses. Responses without a Content-Length are requested again through Node's HTTP client, which
 * also sends all requests that need a proxy tunnel.
 */
export function addRangeTransport(
  client: S3Client,
  timeouts: { readonly connectMs: number; readonly idleMs: number },
  network: Network = plainNetwork,
): { close(): void } {
  const { requestHandler } = client.config
  const handleWithNode = requestHandler.handle.bind(requestHandler)
  const ranges = new RangeTransport(timeouts, network)
  requestHandler.handle = async (request, options) => {
    if (request.method !== 'GET' || request.headers['range'] === undefined)
      return handleWithNode(request, options)
    return (await ranges.read(request, (options ?? {}) as HandlerOptions)) ?? handleWithNode(request, options)
  }
  return ranges
}

/** Sends GET requests on a pool of {@link HttpSocket}s. */
class RangeTransport {
  readonly #timeouts: { readonly connectMs: number; readonly idleMs: number }
  readonly #idle = new Map<string, HttpSocket[]>()
  /** True if the server sends a Content-Length. Assumed until a response without one arrives. */
  #sendsLength = true
  readonly #network: Network
  #isClosed = false

  constructor(timeouts: { readonly connectMs: number; readonly idleMs: number }, network: Network) {
    this.#timeouts = timeouts
    this.#network = network
  }

  /** Sends a request. Returns `null` for a response that only Node's HTTP client can read. */
  async read(
    request: HttpRequest,
    { abortSignal: signal }: HandlerOptions,
  ): Promise<{ response: HttpResponse } | null> {
    if (!this.#sendsLength || signal?.aborted) return null
    const origin = originOf(request)
    if (await this.#needsTunnel(origin)) return null
    const socket = this.#take(origin)
    const stop = (): void => socket.destroy()
    signal?.addEventListener('abort', stop)
    try {
      const { status, reason, headers } = await socket.request(headOf(request))
      const length = headers['transfer-encoding'] === undefined ? headers['content-length'] : undefined
      if (length === undefined || !/^\d{1,15}$/.test(length)) {
        this.#sendsLength = status >= 300
        socket.destroy()
        return null
      }
      const keepAlive = headers['connection']?.toLowerCase() !== 'close'
      const body = new RangeBody(socket, Number(length), (free) => this.#release(origin, free, keepAlive))
      body.once('close', () => signal?.removeEventListener('abort', stop))
      return { response: new HttpResponse({ statusCode: status, reason, headers: { ...headers }, body }) }
    } catch (error) {
      socket.destroy()
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' })
      throw error
    }
  }

  /** Closes the idle sockets. The others close after their body has been read. */
  close(): void {
    this.#isClosed = true
    for (const sockets of this.#idle.values()) for (const socket of sockets) socket.destroy()
    this.#idle.clear()
  }

  async #needsTunnel({ isTls, host, port }: Origin): Promise<boolean> {
    if (!isTls) return false
    const url = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`)
    return (await tunnelProxy(this.#network, url)) !== null
  }

  #take(origin: Origin): HttpSocket {
    const sockets = this.#idle.get(keyOf(origin)) ?? []
    for (let socket = sockets.pop(); socket !== undefined; socket = sockets.pop()) {
      if (socket.isReusable) return socket
      socket.destroy()
    }
    return new HttpSocket(origin, this.#timeouts, tlsOptions(this.#network))
  }

  #release(origin: Origin, socket: HttpSocket, keepAlive: boolean): void {
    const sockets = this.#idle.get(keyOf(origin)) ?? []
    this.#idle.set(keyOf(origin), sockets)
    if (!keepAlive || this.#isClosed || !socket.isReusable || sockets.length >= maxIdleSockets)
      return socket.destroy()
    socket.park()
    sockets.push(socket)
  }
}

function originOf({ protocol, hostname, port }: HttpRequest): Origin {
  const isTls = protocol === 'https:'
  return { isTls, host: hostname.replace(/^\[|\]$/g, ''), port: port ?? (isTls ? 443 : 80) }
}

function keyOf({ isTls, host, port }: Origin): string {
  return `${isTls} ${host} ${port}`
}

function headOf({ path, query, headers }: HttpRequest): string {
  const search = buildQueryString(query)
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `GET ${path}${search && `?${search}`} HTTP/1.1\r\n${lines.join('')}\r\n`
}
