import { accountOfArn } from '../../connections/profiles/account-of-arn.ts'
import type { EditedConnection } from '../../../shared/connections/connections.ts'
import { chainOf } from '../../connections/profiles/profile-chain.ts'
import type { ProfileFiles } from '../../connections/profiles/profile-files.ts'
import { settingsOf } from '../../connections/profiles/profile-settings.ts'
import { awsServer, serverOf } from './server-of.ts'

/** The servers and accounts of a connection, as far as they are known without a request. */
export interface Reach {
  readonly servers: ReadonlySet<string>
  /** The account of the keys, and that of the buckets if it is set. `null` is an unknown account. */
  readonly accounts: ReadonlySet<string | null>
  /** The profile that the keys come from, or `null`. */
  readonly profile: string | null
}

/** The settings of this computer that {@link reachOf} needs. */
export interface LocalSettings {
  readonly files: ProfileFiles
  readonly localPort: number | null
}

/**
 * Returns the servers and accounts of a connection. The account of its keys comes from the user's files, never from
 * the page.
 */
export function reachOf(connection: EditedConnection, { files, localPort }: LocalSettings): Reach {
  switch (connection.kind) {
    case 'local':
      return unknownAccount([serverOf(`http://127.0.0.1:${localPort ?? 0}`)])
    case 'endpoint':
      return unknownAccount([connection.s3Endpoint, connection.sqsEndpoint].map(serverOf))
    case 'keys':
      return withBuckets(unknownAccount([awsServer]), connection.bucketAccount)
    default:
      return withBuckets(profileReach(connection.profile, files), connection.bucketAccount)
  }
}

/** True if two connections may reach the same buckets and queues. */
export function overlap(one: Reach, other: Reach): boolean {
  if (!intersect(one.servers, other.servers)) return false
  return one.accounts.has(null) || other.accounts.has(null) || intersect(one.accounts, other.accounts)
}

/** True if two connections reach the same servers and accounts. */
export function isSameReach(one: Reach, other: Reach): boolean {
  const isSame = isSameSet(one.servers, other.servers) && isSameSet(one.accounts, other.accounts)
  // Two profiles with unknown accounts probably belong to different ones.
  return isSame && (!one.accounts.has(null) || one.profile === other.profile)
}

function intersect<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return [...one].some((element) => other.has(element))
}

function isSameSet<T>(one: ReadonlySet<T>, other: ReadonlySet<T>): boolean {
  return one.size === other.size && [...one].every((element) => other.has(element))
}

function unknownAccount(servers: readonly string[]): Reach {
  return { servers: new Set(servers), accounts: new Set([null]), profile: null }
}

function withBuckets(reach: Reach, bucketAccount: string | null): Reach {
  return bucketAccount === null ? reach : { ...reach, accounts: new Set([...reach.accounts, bucketAccount]) }
}

function profileReach(name: string, files: ProfileFiles): Reach {
  try {
    const { s3Endpoint, sqsEndpoint } = settingsOf(files, name)
    const servers = [s3Endpoint, sqsEndpoint].map((address) =>
      address === null ? awsServer : serverOf(address),
    )
    return { servers: new Set(servers), accounts: new Set([accountOf(name, files)]), profile: name }
  } catch {
    // A missing or incomplete profile may be completed later.
    return { ...unknownAccount([awsServer]), profile: name }
  }
}

/** Returns the account of a profile's keys. The order of the checks is that in which the keys are chosen. */
function accountOf(name: string, files: ProfileFiles): string | null {
  const section = chainOf(files, name)[name] ?? {}
  const { role_arn: role, login_session: login } = section
  if (role) return accountOfArn(role)
  if (section['aws_access_key_id']) return section['aws_account_id'] || null
  if (section['credential_process']) return null
  return section['sso_account_id'] || (login ? accountOfArn(login) : null)
}
