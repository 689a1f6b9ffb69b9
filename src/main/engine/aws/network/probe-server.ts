import { newAgents, type Network, tunnelProxy } from './network.ts'
import { proxyFor } from './proxies.ts'
import { plainRequest } from './plain-request.ts'

/** A server's first response to an unsigned request. */
export type Probe = {
  /** The server's clock minus ours, in milliseconds. */
  readonly clockOffsetMs: number | null
}

const timeoutMs = 10_000

/**
 * Sends an unsigned request for the root of a server, to check that it can be reached and to read its clock.
 * Reads no body. Rejects with Node's errors, `ERR_PROXY` and `ETIMEDOUT`.
 */
export async function probeServer(
  network: Network,
  url: URL,
  options: { readonly signal: AbortSignal; readonly onRequest: () => void },
): Promise<Probe> {
  const agents = newAgents(network, { keepAlive: false })
  try {
    return await new Promise<Probe>((resolve, reject) => {
      const sentAt = Date.now()
      const limits = { agents, network, signal: options.signal, timeoutMs }
      const sent = plainRequest(url, 'GET', {}, limits, {
        response: (response) => {
          const date = Date.parse(response.headers.date ?? '')
          response.destroy()
          // The Date header has whole seconds, and was written between the request and the response.
          const middle = (sentAt + Date.now()) / 2
          resolve({ clockOffsetMs: Number.isNaN(date) ? null : date + 500 - middle })
        },
        error: reject,
      })
      options.onRequest()
      sent.end()
    })
  } finally {
    agents.httpAgent.destroy()
    agents.httpsAgent.destroy()
  }
}

/** Returns the host and port of the proxy for an address, or `null` for none. Throws `ERR_PROXY`. */
export async function proxyOf(network: Network, url: URL): Promise<string | null> {
  const proxy = url.protocol === 'https:' ? await tunnelProxy(network, url) : proxyFor(network.proxies, url)
  return proxy?.host ?? null
}
