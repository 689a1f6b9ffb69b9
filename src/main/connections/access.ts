import { type Network, plainNetwork } from '../engine/aws/network/network.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import type { AccessKeys } from './keys/key-sets.ts'
import { type AskDesktop, readNetwork } from './network-settings.ts'
import { checkEndpoint } from './profiles/check-endpoint.ts'
import { type ProfileFiles, readProfileFiles } from './profiles/profile-files.ts'
import { settingsOf } from './profiles/profile-settings.ts'
import { chainOf } from './profiles/profile-chain.ts'
import type { StoredConnection } from './stores/settings-store.ts'

/** The Local server's endpoint, and the keys that it accepts. */
export interface LocalAccess {
  readonly endpoint: string
  readonly keys: AccessKeys
}

/** Everything needed to reach a connection. Its clients are replaced when this changes. */
export interface Access {
  readonly region: string
  /** `null` detects the region of each bucket. */
  readonly bucketRegion: string | null
  /** `null` means AWS itself. */
  readonly s3Endpoint: string | null
  readonly sqsEndpoint: string | null
  readonly forcePathStyle: boolean
  readonly useFips: boolean
  readonly useDualstack: boolean
  readonly keys: AccessKeys | null
  /**
   * The profile that the keys come from, with its settings and those of the profiles that it names.
   */
  readonly profile: {
    readonly name: string
    readonly files: ProfileFiles
    readonly chain: unknown
    /** True if the user allowed unencrypted requests in the local network. */
    readonly allowUnencrypted: boolean
  } | null
  readonly network: Network
  /** The account that the buckets belong to. `null` means the keys' account. */
  readonly bucketAccount: string | null
  /** True if every call that could change something is refused. */
  readonly readOnly: boolean
}

/** Returns the error for work that needs a connection before it is ready. */
export function notReady(message: string, hint: string): EngineError {
  return new EngineError('NOT_CONNECTED', message, { hint, retryable: true })
}

const plain = { bucketRegion: null, useFips: false, useDualstack: false, profile: null } as const

/**
 * Returns everything needed to reach a connection. Reads a profile's AWS config files, and the CA files.
 *
 * @throws EngineError `CREDENTIALS` without keys, `NOT_CONNECTED` while the Local server is not ready,
 * `ADDRESS_UNSAFE` if an endpoint of the profile is not encrypted, `TLS_FAILED` for a CA file that cannot be
 * read.
 */
export async function accessOf(
  record: StoredConnection,
  keys: AccessKeys | null,
  local: LocalAccess | null,
  desktopProxyFor: AskDesktop | null,
): Promise<Access> {
  return {
    ...(await reachOf(record, keys, local, desktopProxyFor)),
    bucketAccount: 'bucketAccount' in record ? record.bucketAccount : null,
    readOnly: record.isReadOnly,
  }
}

/** The part of {@link Access} that depends on the kind of connection. */
type Reach = Omit<Access, 'readOnly' | 'bucketAccount'>

async function reachOf(
  record: StoredConnection,
  keys: AccessKeys | null,
  local: LocalAccess | null,
  desktopProxyFor: AskDesktop | null,
): Promise<Reach> {
  switch (record.kind) {
    case 'local':
      return localAccess(record, local)
    case 'profile':
      return profileAccess(record, desktopProxyFor)
    case 'keys':
      return keysAccess(record, keys, desktopProxyFor)
    default:
      return endpointAccess(record, keys, desktopProxyFor)
  }
}

function localAccess({ region }: StoredConnection, local: LocalAccess | null): Reach {
  if (local === null) {
    throw notReady('The Local server is still starting.', 'Wait a moment; Settings shows its state.')
  }
  const { endpoint, keys } = local
  return {
    ...plain,
    region,
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
    forcePathStyle: true,
    keys,
    network: plainNetwork,
  }
}

async function profileAccess(
  record: Extract<StoredConnection, { kind: 'profile' }>,
  desktopProxyFor: AskDesktop | null,
): Promise<Reach> {
  const { region, bucketRegion, profile: name, allowUnencrypted, caFile } = record
  const files = await readProfileFiles()
  const settings = settingsOf(files, name)
  for (const endpoint of [settings.s3Endpoint, settings.sqsEndpoint, settings.stsEndpoint]) {
    if (endpoint !== null) checkEndpoint(name, endpoint, allowUnencrypted)
  }
  return {
    region,
    bucketRegion,
    s3Endpoint: settings.s3Endpoint,
    sqsEndpoint: settings.sqsEndpoint,
    forcePathStyle: settings.forcePathStyle ?? settings.s3Endpoint !== null,
    useFips: settings.useFips,
    useDualstack: settings.useDualstack,
    keys: null,
    profile: { name, files, chain: chainOf(files, name), allowUnencrypted },
    network: await readNetwork([settings.caBundle, caFile], desktopProxyFor),
  }
}

async function endpointAccess(
  record: Extract<StoredConnection, { kind: 'endpoint' }>,
  keys: AccessKeys | null,
  desktopProxyFor: AskDesktop | null,
): Promise<Reach> {
  const { region, bucketRegion, s3Endpoint, sqsEndpoint, caFile } = record
  return {
    ...plain,
    region,
    bucketRegion,
    s3Endpoint,
    sqsEndpoint,
    forcePathStyle: true,
    keys: given(record, keys),
    network: await readNetwork([caFile], desktopProxyFor),
  }
}

async function keysAccess(
  record: Extract<StoredConnection, { kind: 'keys' }>,
  keys: AccessKeys | null,
  desktopProxyFor: AskDesktop | null,
): Promise<Reach> {
  const { region, bucketRegion, caFile } = record
  return {
    ...plain,
    region,
    bucketRegion,
    s3Endpoint: null,
    sqsEndpoint: null,
    forcePathStyle: false,
    keys: given(record, keys),
    network: await readNetwork([caFile], desktopProxyFor),
  }
}

function given({ label }: StoredConnection, keys: AccessKeys | null): AccessKeys {
  if (keys !== null) return keys
  throw new EngineError('CREDENTIALS', `${label} has no keys.`, {
    hint: 'Copy the keys, then press “Use keys from clipboard” in Settings.',
    retryable: false,
  })
}
