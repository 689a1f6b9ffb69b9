import { request as forward, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Writable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { close, listen } from '../servers.ts'

/** A response that replaces the server's. */
export type CannedResponse = {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}

/** Changes to a request's body and to its response. */
export type Rewriting = {
  readonly request?: (body: string) => string
  readonly response?: (body: string) => string
  /** Headers to add to the response. */
  readonly headers?: Readonly<Record<string, string>>
  /** Replaces the response's status. */
  readonly status?: number
  /** Breaks the connection after this many bytes of the response. */
  readonly cutAfter?: number
}

/** A real HTTP server in front of another one. */
export type ScriptedProxy = {
  readonly endpoint: string
  /** Every request as `GET /bucket/key?query`. */
  readonly requests: readonly string[]
  /** Responds to every request for which `matches` returns true, until {@link ScriptedProxy.reset}. */
  respond(matches: (request: IncomingMessage) => boolean, response: CannedResponse): void
  /**
   * Rewrites every request for which `matches` returns true, and its response, until {@link
   * ScriptedProxy.reset}.
   */
  rewrite(matches: (request: IncomingMessage) => boolean, rewriting: Rewriting): void
  reset(): void
  /** Breaks all connections. */
  cut(): void
  stop(): Promise<void>
}

/**
 * Forwards requests to `target` unchanged, including their Host so that signatures stay valid. It can send
 * responses that no test server returns: another account's bucket, another region, throttling.
 */
export async function startScriptedProxy(target: string): Promise<ScriptedProxy> {
  const { hostname, port } = new URL(target)
  const responses: { matches: (request: IncomingMessage) => boolean; response: CannedResponse }[] = []
  const rewritings: { matches: (request: IncomingMessage) => boolean; rewriting: Rewriting }[] = []
  const requests: string[] = []
  const server = await listen((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    const found = responses.find(({ matches }) => matches(request))
    if (found) {
      const { status, headers, body } = found.response
      request.resume()
      response.writeHead(status, { 'content-type': 'application/xml', ...headers })
      response.end(request.method === 'HEAD' ? undefined : body)
      return
    }
    const rewriting = rewritings.find(({ matches }) => matches(request))?.rewriting ?? {}
    const { method, url } = request
    const headers = rewriting.request ? withoutLength(request.headers) : request.headers
    const onward = forward({ hostname, port, method, path: url, headers }, (upstream) => {
      response.writeHead(rewriting.status ?? upstream.statusCode ?? 502, {
        ...(rewriting.response ? withoutLength(upstream.headers) : upstream.headers),
        ...rewriting.headers,
      })
      if (rewriting.cutAfter !== undefined) void passStart(upstream, response, rewriting.cutAfter)
      else void pass(upstream, response, rewriting.response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    void pass(request, onward, rewriting.request)
  })
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    respond: (matches, response) => void responses.push({ matches, response }),
    rewrite: (matches, rewriting) => void rewritings.push({ matches, rewriting }),
    reset() {
      responses.splice(0)
      rewritings.splice(0)
    },
    cut: () => server.closeAllConnections(),
    stop: () => close(server),
  }
}

async function pass(
  from: IncomingMessage,
  to: Writable,
  rewrite: ((body: string) => string) | undefined,
): Promise<void> {
  if (rewrite) to.end(rewrite(await text(from)))
  else from.pipe(to)
}

/** Sends the first bytes, then breaks the connection. */
async function passStart(from: IncomingMessage, to: Writable, bytes: number): Promise<void> {
  const start = (await buffer(from)).subarray(0, bytes)
  to.write(start, () => to.destroy())
}

function withoutLength(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { 'content-length': _, ...rest } = headers
  return rest
}

/** Returns the XML of an S3 error. The message defaults to the code. */
export function s3Error(code: string, more: Readonly<Record<string, string>> = {}, message = code): string {
  const extra = Object.entries(more).map(([name, value]) => `<${name}>${value}</${name}>`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message.replaceAll('&', '&amp;')}</Message>${extra.join('')}</Error>`
}
