import { hostname as computerName, networkInterfaces } from 'node:os'
import { isThisComputer, withoutMapping } from '../../../shared/connections/connection-rules.ts'
import { partitions } from '../../engine/permissions/partitions.ts'

/** The name that {@link serverOf} gives to AWS. */
export const awsServer = 'AWS'

/** The domains of AWS in all partitions. */
const awsDomains = partitions.flatMap(({ domain, dualStackDomain }) => [domain, dualStackDomain])

/** Requests to these addresses reach this computer. */
const unspecified = new Set(['0.0.0.0', '[::]'])

/** True if the host is a name or an address that this computer has at the moment. */
function isOfThisComputer(host: string): boolean {
  if (isThisComputer(host) || unspecified.has(host)) return true
  const name = computerName().toLowerCase()
  if (host === name || host === `${name}.local`) return true
  return Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address, family }) => host === (family === 'IPv6' ? `[${address}]` : address)),
  )
}

/** Returns the host and port of an address, with one name for all loopback hosts and one for AWS. */
export function serverOf(address: string): string {
  if (!URL.canParse(address)) return address
  const { protocol, hostname, port } = new URL(address)
  const host = withoutMapping(hostname.replace(/\.$/, ''))
  if (awsDomains.some((domain) => host.endsWith(`.${domain}`))) return awsServer
  const name = isOfThisComputer(host) ? 'this computer' : host
  return `${name}:${port || (protocol === 'http:' ? '80' : '443')}`
}
