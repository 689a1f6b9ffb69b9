import { HttpRequest } from '@smithy/core/protocols'
import type { Network } from './network.ts'
import { proxyAuthorization, proxyError, proxyFor } from './proxies.ts'

/** The destination of a plain request, with its path and headers. */
export type Route = {
  readonly host: string
  readonly port: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Returns the route of a plain `http:` request through its proxy, which receives the whole URL as the path.
 * Returns `null` if the request goes directly to its server. For `https:`, the agent opens a tunnel instead.
 * Throws `ERR_PROXY`.
 */
export function plainRoute(network: Network, url: URL): Route | null {
  if (url.protocol !== 'http:') return null
  const proxy = proxyFor(network.proxies, url)
  if (proxy === null) return null
  if (proxy.protocol !== 'http:') {
    const kind = proxy.protocol.slice(0, -1)
    throw proxyError(proxy, `is a ${kind} proxy, which is not supported for http addresses`)
  }
  const authorization = proxyAuthorization(proxy)
  return {
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || '80',
    path: `${url.origin}${url.pathname}`,
    headers: authorization === null ? {} : { 'proxy-authorization': authorization },
  }
}

type Handler = { handle(request: HttpRequest, options?: never): Promise<unknown> }

/** Sends an SDK client's plain requests through its network's proxies. */
export function addPlainRoutes(
  client: { readonly config: { readonly requestHandler: unknown } },
  network: Network,
): void {
  routePlain(client.config.requestHandler as Handler, network)
}

/** Returns a plugin that does the same for the SDK's internal clients that get keys. */
export function plainRoutes(network: Network) {
  return {
    configure: (client: { httpHandler(): unknown }): void =>
      routePlain(client.httpHandler() as Handler, network),
  }
}

function routePlain(handler: Handler, network: Network): void {
  if (network.proxies.http === null) return
  const handle = handler.handle.bind(handler)
  handler.handle = async (request, options) => handle(routed(network, request), options)
}

function routed(network: Network, request: HttpRequest): HttpRequest {
  const { protocol, hostname, port, path } = request
  const route = plainRoute(network, new URL(`${protocol}//${hostname}${port ? `:${port}` : ''}${path}`))
  if (route === null) return request
  const onward = HttpRequest.clone(request)
  onward.hostname = route.host
  onward.port = Number(route.port)
  // Uses the request's path unchanged, because it was signed.
  onward.path = `${protocol}//${hostname}${port ? `:${port}` : ''}${path}`
  onward.headers = { ...request.headers, ...route.headers }
  return onward
}
