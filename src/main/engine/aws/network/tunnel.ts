import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import type { SecureContext } from 'node:tls'
import { proxyAuthorization, proxyError } from './proxies.ts'

/** How long a proxy may take to open a tunnel, in milliseconds. */
const tunnelTimeoutMs = 10_000

/** The options of every TLS connection. */
export type TlsOptions = {
  /** By default, Node checks no certificates if NODE_TLS_REJECT_UNAUTHORIZED is set to 0. */
  readonly rejectUnauthorized: true
  readonly secureContext?: SecureContext
}

/**
 * Opens a connection to `host:port` through a proxy with CONNECT. `trust` contains the CA certificates for an
 * https proxy. Calls `done` once, with the connection or with an error with code `ERR_PROXY`.
 */
export function openTunnel(
  proxy: URL,
  host: string,
  port: number,
  trust: TlsOptions,
  done: (error: Error | null, socket: Socket | null) => void,
): void {
  if (!/^https?:$/.test(proxy.protocol)) {
    const kind = proxy.protocol.slice(0, -1)
    process.nextTick(done, proxyError(proxy, `is a ${kind} proxy, which is not supported`), null)
    return
  }
  const target = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const authorization = proxyAuthorization(proxy)
  const isTls = proxy.protocol === 'https:'
  const request = (isTls ? httpsRequest : httpRequest)({
    method: 'CONNECT',
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (isTls ? 443 : 80),
    path: target,
    headers: { host: target, ...(authorization !== null && { 'proxy-authorization': authorization }) },
    agent: false,
    ...trust,
    timeout: tunnelTimeoutMs,
  })
  let isDone = false
  const finish = (error: Error | null, socket: Socket | null): void => {
    if (isDone) return
    isDone = true
    done(error, socket)
  }
  const refuse = (what: string): void => finish(proxyError(proxy, what), null)
  request.once('connect', (response, socket: Socket) => {
    if (response.statusCode === 200) {
      socket.setTimeout(0)
      finish(null, socket)
      return
    }
    socket.destroy()
    refuse(reasonOf(response.statusCode ?? 0))
  })
  // A proxy that does not support CONNECT responds like a plain web server.
  request.once('response', (response) => {
    response.destroy()
    refuse(reasonOf(response.statusCode ?? 0))
  })
  request.once('timeout', () => {
    refuse('did not respond in time')
    request.destroy()
  })
  request.once('error', (error: NodeJS.ErrnoException) => {
    refuse(`cannot be reached (${error.code ?? error.name})`)
  })
  request.end()
}

function reasonOf(status: number): string {
  if (status === 407) return 'requires a user name and password (HTTP 407)'
  return `refused to connect to the server (HTTP ${status})`
}
