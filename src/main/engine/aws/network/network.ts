import { Agent as HttpAgent, type AgentOptions, type ClientRequestArgs } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Duplex } from 'node:stream'
import tls, { type SecureContext } from 'node:tls'
import { limitInterimResponses } from './interim-responses.ts'
import { localLookup } from './local-lookup.ts'
import { hasProxies, noProxies, parsePacProxy, proxyFor, type Proxies } from './proxies.ts'
import { openTunnel, type TlsOptions } from './tunnel.ts'

/** Configures how requests leave this computer. */
export type Network = {
  /** The proxies from the environment. */
  readonly proxies: Proxies
  /**
   * Returns the desktop's proxy for an https URL, if the environment has none. Uses the format of a proxy
   * script: `PROXY host:port` or `DIRECT`.
   */
  readonly desktopProxyFor?: (address: string) => Promise<string>
  /** Additional trusted CA certificates, in PEM. */
  readonly caCertificates: readonly string[]
  /** True if unencrypted requests may not leave the local network, whatever a name resolves to. */
  readonly keepsPlainLocal?: boolean
}

/** Connects directly, and trusts only the default CA certificates. */
export const plainNetwork: Network = { proxies: noProxies, caCertificates: [] }

/** Agents for plain and encrypted requests. */
export type Agents = { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent }

/** Creates agents that use a network's proxies and CA certificates. */
export function newAgents(network: Network, options: AgentOptions): Agents {
  return {
    // Plain requests reach their proxy without a tunnel. See `plainRoute`.
    httpAgent: limitInterimResponses(new HttpAgent({ ...options, ...plainOptions(network) })),
    httpsAgent: limitInterimResponses(new NetworkAgent(network, options)),
  }
}

/** Returns the options for sockets without TLS. */
export function plainOptions(network: Network): { readonly lookup?: LookupFunction } {
  return network.keepsPlainLocal === true ? { lookup: localLookup(plainProxyHost(network)) } : {}
}

/** Returns the host of the proxy for plain requests, without brackets, or `null`. */
export function plainProxyHost({ proxies: { http } }: Network): string | null {
  return http instanceof URL ? http.hostname.replace(/^\[|\]$/g, '') : null
}

/**
 * Closes all sockets of the agents, and keeps them from opening more. Otherwise, an agent would open new ones
 * for requests that wait for a socket or are sent later.
 */
export function closeAgents({ httpAgent, httpsAgent }: Agents): void {
  for (const agent of [httpAgent, httpsAgent]) {
    agent.createConnection = (_options: unknown, callback?: Connected) => {
      const error = Object.assign(new Error('The connection was closed.'), { code: 'ECONNABORTED' })
      process.nextTick(() => callback?.(error, undefined as never))
      return undefined
    }
    agent.destroy()
  }
}

const contexts = new WeakMap<Network, SecureContext>()

/** Returns the TLS options for a network's CA certificates, which are parsed once per network. */
export function tlsOptions(network: Network): TlsOptions {
  if (network.caCertificates.length === 0) return { rejectUnauthorized: true }
  let secureContext = contexts.get(network)
  if (secureContext === undefined) {
    // Older versions of Node lack this function.
    const usual = tls.getCACertificates?.('default') ?? tls.rootCertificates
    secureContext = tls.createSecureContext({ ca: [...usual, ...network.caCertificates] })
    contexts.set(network, secureContext)
  }
  return { rejectUnauthorized: true, secureContext }
}

/**
 * Returns the proxy for a tunnel to an https URL, or `null` if none is needed. Throws or rejects with
 * `ERR_PROXY`.
 */
export function tunnelProxy(network: Network, url: URL): URL | null | Promise<URL | null> {
  const { proxies, desktopProxyFor } = network
  if (hasProxies(proxies) || desktopProxyFor === undefined) return proxyFor(proxies, url)
  // Requests to this computer never need a proxy.
  if (proxyFor({ ...proxies, https: url }, url) === null) return null
  return desktopProxyFor(url.href)
    .catch(() => 'DIRECT')
    .then(parsePacProxy)
}

type Connected = (error: Error | null, stream: Duplex) => void

/** An https agent that opens a tunnel if the network has a proxy. */
class NetworkAgent extends HttpsAgent {
  readonly #network: Network

  constructor(network: Network, options: AgentOptions) {
    super({ ...options, ...tlsOptions(network) })
    this.#network = network
  }

  override createConnection(options: ClientRequestArgs, callback?: Connected): Duplex | null | undefined {
    const host = options.host ?? 'localhost'
    const port = Number(options.port ?? 443)
    const url = new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`)
    const connect = (proxy: URL | null): void => {
      if (proxy === null) {
        callback?.(null, super.createConnection(options) as Duplex)
        return
      }
      openTunnel(proxy, host, port, tlsOptions(this.#network), (error, socket) => {
        if (socket === null) return callback?.(error, undefined as never)
        const stream = tls.connect({ ...(options as tls.ConnectionOptions), socket })
        // Node does not close a tunnel through an https proxy.
        stream.once('close', () => socket.destroy())
        callback?.(null, stream)
      })
    }
    const fail = (error: unknown): void => callback?.(error as Error, undefined as never)
    let proxy: ReturnType<typeof tunnelProxy>
    try {
      proxy = tunnelProxy(this.#network, url)
    } catch (error) {
      process.nextTick(fail, error)
      return undefined
    }
    if (proxy === null) return super.createConnection(options, callback)
    if (proxy instanceof URL) connect(proxy)
    else void proxy.then(connect, fail)
    return undefined
  }
}
