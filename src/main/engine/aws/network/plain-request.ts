import {
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Agents, Network } from './network.ts'
import { plainRoute } from './route.ts'

/** The sockets, proxies and limits of a request. */
export type PlainRequestOptions = {
  readonly agents: Agents
  readonly network: Network
  readonly signal: AbortSignal
  /** The time limit, in milliseconds. */
  readonly timeoutMs: number
}

/**
 * Creates a request without the SDK, directly or through its proxy. Calls `on.error` with Node's errors,
 * `ETIMEDOUT` at the time limit, or an AbortError if the signal was aborted.
 */
export function plainRequest(
  url: URL,
  method: 'GET' | 'POST' | 'PUT',
  headers: Readonly<Record<string, string>>,
  { agents, network, signal, timeoutMs }: PlainRequestOptions,
  on: { readonly response: (response: IncomingMessage) => void; readonly error: (error: Error) => void },
): ClientRequest {
  const isTls = url.protocol === 'https:'
  const direct = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path: url.pathname === '' ? '/' : url.pathname,
    headers: {},
  }
  const route = plainRoute(network, url) ?? direct
  const options: RequestOptions = {
    ...route,
    method,
    headers: { ...headers, ...route.headers, host: url.host },
    agent: isTls ? agents.httpsAgent : agents.httpAgent,
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
  }
  const fail = (error: Error): void =>
    on.error(signal.aborted || error.name !== 'AbortError' ? error : timedOut())
  const request = (isTls ? httpsRequest : httpRequest)(options, (response) => {
    response.on('error', fail)
    on.response(response)
  })
  return request.on('error', fail)
}

function timedOut(): Error {
  return Object.assign(new Error('The server did not respond in time.'), { code: 'ETIMEDOUT' })
}
