import { hostname as computerName, networkInterfaces } from 'node:os'
import { isThisComputer, withoutMapping } from '../../../shared/connections/connection-rules.ts'

/** The name that {@link serverOf} gives to AWS. */
export const awsServer = 'AWS'

/** The domains of AWS in all partitions, each with its domain for dual-stack endpoints. */
const awsDomains = [
  'amazonaws.com',
  'api.aws',
  'amazonaws.com.cn',
  'api.amazonwebservices.com.cn',
  'amazonaws.eu',
  'api.amazonwebservices.eu',
  'c2s.ic.gov',
  'api.aws.ic.gov',
  'sc2s.sgov.gov',
  'api.aws.scloud',
  'cloud.adc-e.uk',
  'api.cloud-aws.adc-e.uk',
  'csp.hci.ic.gov',
  'api.aws.hci.ic.gov',
]

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
