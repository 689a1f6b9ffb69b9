import type { S3Client } from '@aws-sdk/client-s3'
import { buildQueryString, HttpResponse, type HttpRequest } from '@smithy/core/protocols'
import { BodySocket, type Origin } from './http-socket.ts'
import { DirectBody } from './range-body.ts'

/** What the SDK hands over with a request; its own type is empty here. */
type HandlerOptions = { readonly abortSignal?: AbortSignal }

const mostIdle = 16

/**
 * Lets a client read ranges of objects by sockets of our own. The SDK goes on signing, repeating and judging; what
 * such a socket cannot read, because its length is not told, is asked for again in Node's way.
 */
export function addDirectReads(
  client: S3Client,
  timeouts: { readonly connectMs: number; readonly idleMs: number },
): { close(): void } {
  const { requestHandler } = client.config
  const inNodesWay = requestHandler.handle.bind(requestHandler)
  const reads = new DirectReads(timeouts)
  requestHandler.handle = async (request, options) => {
    if (request.method !== 'GET' || request.headers['range'] === undefined)
      return inNodesWay(request, options)
    return (await reads.read(request, (options ?? {}) as HandlerOptions)) ?? inNodesWay(request, options)
  }
  return reads
}

/** Sockets that wait for their next request, and the requests made on them. */
class DirectReads {
  readonly #timeouts: { readonly connectMs: number; readonly idleMs: number }
  readonly #idle = new Map<string, BodySocket[]>()
  /** Whether the server tells the length of what it sends, until it has shown that it does not. */
  #tellsLength = true
  #isClosed = false

  constructor(timeouts: { readonly connectMs: number; readonly idleMs: number }) {
    this.#timeouts = timeouts
  }

  /** `null` for an answer that only Node can read. */
  async read(
    request: HttpRequest,
    { abortSignal: signal }: HandlerOptions,
  ): Promise<{ response: HttpResponse } | null> {
    if (!this.#tellsLength || signal?.aborted) return null
    const origin = originOf(request)
    const socket = this.#take(origin)
    const stop = (): void => socket.destroy()
    signal?.addEventListener('abort', stop)
    try {
      const { status, reason, headers } = await socket.ask(headOf(request))
      const length = headers['transfer-encoding'] === undefined ? headers['content-length'] : undefined
      if (length === undefined || !/^\d+$/.test(length)) {
        this.#tellsLength = status >= 300
        socket.destroy()
        return null
      }
      const keeps = headers['connection']?.toLowerCase() !== 'close'
      const body = new DirectBody(socket, Number(length), (free) => this.#give(origin, free, keeps))
      body.once('close', () => signal?.removeEventListener('abort', stop))
      return { response: new HttpResponse({ statusCode: status, reason, headers: { ...headers }, body }) }
    } catch (error) {
      socket.destroy()
      signal?.removeEventListener('abort', stop)
      if (signal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' })
      throw error
    }
  }

  /** Closes the sockets that wait; those under way end with what they read. */
  close(): void {
    this.#isClosed = true
    for (const sockets of this.#idle.values()) for (const socket of sockets) socket.destroy()
    this.#idle.clear()
  }

  #take(origin: Origin): BodySocket {
    const sockets = this.#idle.get(keyOf(origin)) ?? []
    for (let socket = sockets.pop(); socket !== undefined; socket = sockets.pop()) {
      if (socket.isReusable) return socket
      socket.destroy()
    }
    return new BodySocket(origin, this.#timeouts)
  }

  #give(origin: Origin, socket: BodySocket, keeps: boolean): void {
    const sockets = this.#idle.get(keyOf(origin)) ?? []
    this.#idle.set(keyOf(origin), sockets)
    if (!keeps || this.#isClosed || !socket.isReusable || sockets.length >= mostIdle) return socket.destroy()
    socket.rest()
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
