import type { Readable } from 'node:stream'
import { buildQueryString, HttpResponse, type HttpRequest } from '@smithy/core/protocols'
import type { Origin } from '../sockets/http-socket.ts'
import type { ResponseHead } from '../sockets/response-head.ts'

/** Returns the address that a request goes to. */
export function originOf({ protocol, hostname, port }: HttpRequest): Origin {
  const isTls = protocol === 'https:'
  return { isTls, host: hostname.replace(/^\[|\]$/g, ''), port: port ?? (isTls ? 443 : 80) }
}

/** Returns the request line and the headers, without the empty line at the end. */
export function headOf({ method, path, query, headers }: HttpRequest): string {
  const search = buildQueryString(query)
  const lines = Object.entries(headers)
    // The socket adds `Expect` itself if it needs it.
    .filter(([name]) => name.toLowerCase() !== 'expect')
    .map(([name, value]) => `${name}: ${value}\r\n`)
  return `${method} ${path}${search && `?${search}`} HTTP/1.1\r\n${lines.join('')}`
}

/** Returns an address as a URL. */
export function urlOf({ isTls, host, port }: Origin): URL {
  return new URL(`http${isTls ? 's' : ''}://${host.includes(':') ? `[${host}]` : host}:${port}`)
}

/** Returns a response as the SDK expects it. */
export function responseOf(
  { status, reason, headers }: ResponseHead,
  body: Readable,
): { response: HttpResponse } {
  return { response: new HttpResponse({ statusCode: status, reason, headers: { ...headers }, body }) }
}

/** Returns the error by which the SDK recognises a cancelled call. */
export function abortError(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' })
}
