import type { Connection } from '../../shared/connections.ts'
import type { LocalAccess } from './session.ts'
import type { StoredConnection } from './settings-store.ts'

/** What the settings do not know of a connection. */
export type ConnectionStatus = Pick<Connection, 'state' | 'error' | 'retryAt' | 'hasKeys'>

/** A connection as the page sees it. */
export function connectionView(
  record: StoredConnection,
  local: LocalAccess | null,
  facts: ConnectionStatus,
): Connection {
  const { id, kind, label, region } = record
  const profile = record.kind === 'profile' ? record.profile : null
  return { id, kind, label, region, endpoint: endpointOf(record, local), profile, ...facts }
}

function endpointOf(record: StoredConnection, local: LocalAccess | null): string | null {
  if (record.kind === 'endpoint') return hostOf(record.s3Endpoint)
  return record.kind === 'profile' || local === null ? null : hostOf(local.endpoint)
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}
