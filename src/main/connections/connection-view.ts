import { basename } from 'node:path'
import type { Connection } from '../../shared/connections/connections.ts'
import type { LocalAccess } from './access.ts'
import type { StoredConnection } from './stores/settings-store.ts'

/** The parts of a connection that are not in the settings. */
export type ConnectionStatus = Pick<
  Connection,
  'state' | 'error' | 'retryAt' | 'hasKeys' | 'keysNotStored' | 'signsIn'
> & {
  /** The connection's hosts, or `null` until they are known. */
  readonly hosts: Connection['hosts']
}

/** Returns a connection as shown in the window. */
export function connectionView(
  record: StoredConnection,
  local: LocalAccess | null,
  status: ConnectionStatus,
): Connection {
  const bucketAccount = 'bucketAccount' in record ? record.bucketAccount : null
  const { id, kind, label, region, colour, isProduction, isReadOnly } = record
  const common = { id, kind, label, region, bucketAccount, colour, isProduction, isReadOnly, ...status }
  if (record.kind === 'local') {
    const hosts = local === null ? null : hostsOf(local.endpoint, local.endpoint)
    return {
      ...common,
      hosts,
      bucketRegion: null,
      addresses: null,
      profile: null,
      allowUnencrypted: false,
      caFileName: null,
    }
  }
  const { bucketRegion, allowUnencrypted, caFile } = record
  const choices = { bucketRegion, allowUnencrypted, caFileName: caFile === null ? null : basename(caFile) }
  if (record.kind === 'keys') return { ...common, ...choices, addresses: null, profile: null }
  if (record.kind === 'profile') return { ...common, ...choices, addresses: null, profile: record.profile }
  const { s3Endpoint: s3, sqsEndpoint: sqs } = record
  return { ...common, ...choices, hosts: hostsOf(s3, sqs), addresses: { s3, sqs }, profile: null }
}

function hostsOf(s3: string, sqs: string): { s3: string; sqs: string } {
  return { s3: hostOf(s3), sqs: hostOf(sqs) }
}

function hostOf(address: string): string {
  return URL.canParse(address) ? new URL(address).host : address
}
