import type { Connection } from '../../shared/connections.ts'
import type { LocalAccess } from './session.ts'
import type { StoredConnection } from './settings-store.ts'

/** The parts of a connection that are not in the settings. */
export type ConnectionStatus = Pick<Connection, 'state' | 'error' | 'retryAt' | 'hasKeys'>

/** Returns a connection as the window shows it. */
export function connectionView(
  record: StoredConnection,
  local: LocalAccess | null,
  status: ConnectionStatus,
): Connection {
  const { id, kind, label, region } = record
  const profile = record.kind === 'profile' ? record.profile : null
  return { id, kind, label, region, endpoint: endpointOf(record, local), profile, ...status }
}

function endpointOf(record: StoredConnection, local: LocalAccess | null): string | null {
  if (record.kind === 'endpoint') return hostOf(record.s3Endpoint)
  return record.kind === 'profile' || local === null ? null : hostOf(local.endpoint)
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}
