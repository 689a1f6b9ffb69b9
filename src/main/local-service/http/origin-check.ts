import type { IncomingHttpHeaders } from 'node:http'

/**
 * Returns why a request must not be served, or `null`. A web page in the user's browser can reach 127.0.0.1
 * directly, which the Origin header reveals, or by DNS rebinding, which the Host header reveals. SDKs send
 * neither an Origin nor another Host.
 */
export function refusal(headers: IncomingHttpHeaders, port: number): string | null {
  if (headers.origin !== undefined) return 'Requests from web pages are refused.'
  const host = headers.host?.toLowerCase() ?? ''
  const suffix = `:${port}`
  if (!host.endsWith(suffix)) return 'This Host is not served here.'
  const name = host.slice(0, -suffix.length)
  if (name === '127.0.0.1' || name === 'localhost' || /^[a-z0-9.-]+\.localhost$/.test(name)) return null
  return 'This Host is not served here.'
}
