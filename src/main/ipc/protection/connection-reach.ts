import { isThisComputer } from '../../../shared/connections/connection-rules.ts'
import type { EditedConnection } from '../../../shared/connections/connections.ts'
import { chainOf } from '../../connections/profiles/profile-chain.ts'
import type { ProfileFiles } from '../../connections/profiles/profile-files.ts'
import { settingsOf } from '../../connections/profiles/profile-settings.ts'

/** The servers and the account of a connection, as far as they are known without a request. */
export interface Reach {
  readonly servers: ReadonlySet<string>
  /** `null` if it is unknown. */
  readonly account: string | null
  /** The profile that the keys come from, or `null`. */
  readonly profile: string | null
}

/** The settings of this computer that {@link reachOf} needs. */
export interface LocalSettings {
  readonly files: ProfileFiles
  readonly localPort: number | null
}

const aws = 'AWS'

/** Returns the servers and the account of a connection. The account comes from the user's files, never from the page. */
export function reachOf(connection: EditedConnection, { files, localPort }: LocalSettings): Reach {
  switch (connection.kind) {
    case 'local':
      return withoutAccount([serverOf(`http://127.0.0.1:${localPort ?? 0}`)])
    case 'endpoint':
      return withoutAccount([connection.s3Endpoint, connection.sqsEndpoint].map(serverOf))
    case 'keys':
      return withoutAccount([aws])
    default:
      return profileReach(connection.profile, files)
  }
}

/** True if two connections may reach the same buckets and queues. */
export function overlap(one: Reach, other: Reach): boolean {
  if (![...one.servers].some((server) => other.servers.has(server))) return false
  return one.account === null || other.account === null || one.account === other.account
}

/** True if two connections reach the same servers and account. */
export function isSameReach(one: Reach, other: Reach): boolean {
  const isSame =
    one.servers.size === other.servers.size && [...one.servers].every((server) => other.servers.has(server))
  // Two profiles with unknown accounts probably belong to different ones.
  return isSame && one.account === other.account && (one.account !== null || one.profile === other.profile)
}

function withoutAccount(servers: readonly string[]): Reach {
  return { servers: new Set(servers), account: null, profile: null }
}

function profileReach(name: string, files: ProfileFiles): Reach {
  try {
    const { s3Endpoint, sqsEndpoint } = settingsOf(files, name)
    const servers = [s3Endpoint, sqsEndpoint].map((address) => (address === null ? aws : serverOf(address)))
    return { servers: new Set(servers), account: accountOf(name, files), profile: name }
  } catch {
    // A missing or incomplete profile may be completed later.
    return { servers: new Set([aws]), account: null, profile: name }
  }
}

/** Returns the account of a profile's keys. The order of the checks is that in which the keys are chosen. */
function accountOf(name: string, files: ProfileFiles): string | null {
  const section = chainOf(files, name)[name] ?? {}
  const { role_arn: role, login_session: login } = section
  if (role) return accountIn(role)
  if (section['aws_access_key_id']) return section['aws_account_id'] || null
  if (section['credential_process']) return null
  return section['sso_account_id'] || (login ? accountIn(login) : null)
}

function accountIn(arn: string): string | null {
  const [, , , , account] = arn.split(':')
  return account || null
}

/** Returns the host and port of an address, with one name for all loopback hosts and one for AWS. */
function serverOf(address: string): string {
  if (!URL.canParse(address)) return address
  const { protocol, hostname, port } = new URL(address)
  const host = hostname.replace(/\.$/, '')
  if (/\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(host)) return aws
  return `${isThisComputer(host) ? 'this computer' : host}:${port || (protocol === 'http:' ? '80' : '443')}`
}
