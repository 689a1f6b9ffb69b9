import { isThisComputer } from '../../../shared/connections/connection-rules.ts'
import type { EditedConnection } from '../../../shared/connections/connections.ts'
import { chainOf } from '../../connections/profiles/profile-chain.ts'
import type { ProfileFiles } from '../../connections/profiles/profile-files.ts'
import { settingsOf } from '../../connections/profiles/profile-settings.ts'

/** The servers and the account of a connection, as far as they are known without a request. */
export interface Reach {
  readonly servers: ReadonlySet<string>
  /** `null` if only AWS can tell. */
  readonly account: string | null
  /** The profile that the keys come from, or `null`. */
  readonly profile: string | null
}

/** What {@link reachOf} needs to know about this computer. */
export interface Surroundings {
  readonly files: ProfileFiles
  readonly localPort: number | null
}

const aws = 'AWS'

/** Returns what a connection reaches. The account comes from the files of the user, never from the page. */
export function reachOf(connection: EditedConnection, { files, localPort }: Surroundings): Reach {
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

/** True if a connection reaches nothing else than before. */
export function isSameReach(one: Reach, other: Reach): boolean {
  const isSame =
    one.servers.size === other.servers.size && [...one.servers].every((server) => other.servers.has(server))
  // Two profiles of unknown accounts are hardly of the same one.
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
    // A profile that is missing or incomplete may be completed later.
    return { servers: new Set([aws]), account: null, profile: name }
  }
}

/** Returns the account of the keys of a profile, in the order in which its keys are chosen. */
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

/** Returns the host and port of an address. The names of this computer are all the same. */
function serverOf(address: string): string {
  if (!URL.canParse(address)) return address
  const { protocol, hostname, port } = new URL(address)
  const host = hostname.replace(/\.$/, '')
  if (/\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/.test(host)) return aws
  return `${isThisComputer(host) ? 'this computer' : host}:${port || (protocol === 'http:' ? '80' : '443')}`
}
