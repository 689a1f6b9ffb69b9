import type { Connection } from '../../shared/connections/connections.ts'
import { priceOf } from '../../shared/metrics/request-counts.ts'
import type { RequestDay } from '../../shared/metrics/requests.ts'
import { call } from '../ipc/client.ts'
import { pushedQuery } from './pushed-query.ts'

export const requestsKey = ['requests'] as const

/** The requests on each day. */
export const requestsQuery = () => pushedQuery(requestsKey, () => call('requests:list', null))

/** True if AWS bills a connection's requests. A removed connection counts as billed. */
export function isBilled(connectionId: string, connections: readonly Connection[]): boolean {
  const connection = connections.find(({ id }) => id === connectionId)
  if (connection === undefined) return true
  const { kind, hosts } = connection
  if (kind !== 'profile' && kind !== 'keys') return false
  // A profile may have the endpoints of another server.
  return hosts === null || [hosts.s3, hosts.sqs].some((host) => /\.amazonaws\.(?:com|com\.cn|eu)$/.test(host))
}

/** Returns the list price of the requests in dollars, or `null` if AWS bills none of them. */
export function priceOfDays(days: readonly RequestDay[], connections: readonly Connection[]): number | null {
  const billed = days.filter(({ connectionId }) => isBilled(connectionId, connections))
  return billed.length === 0 ? null : billed.reduce((sum, { counts }) => sum + priceOf(counts), 0)
}
