import type { ErrorCode } from './errors.ts'

const networkCodes: ReadonlySet<ErrorCode> = new Set([
  'NETWORK',
  'OFFLINE',
  'DNS_FAILED',
  'CONNECTION_REFUSED',
  'CONNECTION_BROKEN',
  'TIMED_OUT',
  'TLS_FAILED',
  'PROXY_FAILED',
])

/**
 * True if the request failed because of the network. `NETWORK` covers failures without a more
 * specific code.
 */
export function isNetworkError({ code }: { readonly code: ErrorCode }): boolean {
  return networkCodes.has(code)
}
