import { accountOfArn } from '../../connections/profiles/account-of-arn.ts'
import type { EditedConnection } from '../../../shared/connections/connections.ts'
import { chainOf } from '../../connections/profiles/profile-chain.ts'
import type { ProfileFiles } from '../../connections/profiles/profile-files.ts'
import { settingsOf } from '../../connections/profiles/profile-settings.ts'
import { awsServer, serverOf } from './server-of.ts'

/** An account on a server. `null` is an unknown account. */
export interface ServerAccount {
  readonly server: string
  readonly account: string | null
}

/** Where a connection finds its queues and its buckets, as far as that is known without a request. */
export interface Reach {
  readonly queues: ServerAccount
  readonly buckets: ServerAccount
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
    case 'local': {
      const server = serverOf(`http://127.0.0.1:${localPort ?? 0}`)
      return unknownAccount(server, server)
    }
    case 'endpoint':
      return unknownAccount(serverOf(connection.sqsEndpoint), serverOf(connection.s3Endpoint))
    case 'keys':
      return withBuckets(unknownAccount(awsServer, awsServer), connection.bucketAccount)
    default:
      return withBuckets(profileReach(connection.profile, files), connection.bucketAccount)
  }
}

/** True if two connections may reach the same buckets or queues. */
export function overlap(one: Reach, other: Reach): boolean {
  const others = [other.queues, other.buckets]
  return [one.queues, one.buckets].some((account) => others.some((another) => mayBeSame(account, another)))
}

/** True if two connections reach the same servers and accounts. */
export function isSameReach(one: Reach, other: Reach): boolean {
  const isSame = isSameAccount(one.queues, other.queues) && isSameAccount(one.buckets, other.buckets)
  // Two profiles with unknown accounts probably belong to different ones.
  const isKnown = one.queues.account !== null && one.buckets.account !== null
  return isSame && (isKnown || one.profile === other.profile)
}

function mayBeSame(one: ServerAccount, other: ServerAccount): boolean {
  if (one.server !== other.server) return false
  return one.account === null || other.account === null || one.account === other.account
}

function isSameAccount(one: ServerAccount, other: ServerAccount): boolean {
  return one.server === other.server && one.account === other.account
}

function unknownAccount(queueServer: string, bucketServer: string): Reach {
  return {
    queues: { server: queueServer, account: null },
    buckets: { server: bucketServer, account: null },
    profile: null,
  }
}

function withBuckets(reach: Reach, bucketAccount: string | null): Reach {
  return bucketAccount === null ? reach : { ...reach, buckets: { ...reach.buckets, account: bucketAccount } }
}

function profileReach(name: string, files: ProfileFiles): Reach {
  try {
    const { s3Endpoint, sqsEndpoint } = settingsOf(files, name)
    const account = accountOf(name, files)
    const accountOn = (address: string | null): ServerAccount => ({
      server: address === null ? awsServer : serverOf(address),
      account,
    })
    return { queues: accountOn(sqsEndpoint), buckets: accountOn(s3Endpoint), profile: name }
  } catch {
    // A missing or incomplete profile may be completed later.
    return { ...unknownAccount(awsServer, awsServer), profile: name }
  }
}

/** Returns the account of a profile's keys. The checks are in the order in which the keys are chosen. */
function accountOf(name: string, files: ProfileFiles): string | null {
  const section = chainOf(files, name)[name] ?? {}
  const { role_arn: role, login_session: login } = section
  if (role) return accountOfArn(role)
  if (section['aws_access_key_id']) return section['aws_account_id'] || null
  if (section['credential_process']) return null
  return section['sso_account_id'] || (login ? accountOfArn(login) : null)
}
