import { partitions } from '../engine/permissions/partitions.ts'

const name = '[a-z0-9-]+'
const region = '[a-z]{2,}(?:-[a-z]+)+-\\d+'

function oneOf(domains: readonly string[]): string {
  return `(?:${[...new Set(domains)].join('|').replaceAll('.', '\\.')})`
}
const domain = oneOf(partitions.map((partition) => partition.domain))
const signInDomain = oneOf(partitions.map((partition) => partition.signInDomain))
const portalDomain = oneOf(['app.aws', 'app.amazonwebservices.com.cn', 'api.amazonwebservices.eu'])

/** Domains that serve only AWS's own pages. Customers' hosts, such as those of S3 buckets, are not below them. */
const signInDomains = [
  // IAM Identity Center: its services, and its access portals, which are also where a device is confirmed.
  `(?:oidc|device\\.sso)\\.${region}\\.${domain}`,
  `${name}\\.${region}\\.portal\\.${domain}`,
  `${name}\\.portal\\.${region}\\.${portalDomain}`,
  // The older portals: of a company, of GovCloud, and of China.
  `(?:${name}\\.){1,3}awsapps\\.(?:com|cn)`,
  `identitycenter\\.(?:us-gov\\.)?${domain}`,
  // The AWS console, for “aws login”.
  `(?:${name}\\.)?${signInDomain}`,
].map((pattern) => new RegExp(`^${pattern}$`))

/**
 * Returns the URL of an AWS sign-in page in the form that the browser may open, or `null` for any other URL.
 * The URL comes from a server or a config file, so only https, the known hosts and the default port are
 * accepted.
 */
export function signInPage(address: string): string | null {
  if (address.length > 4_096 || !URL.canParse(address)) return null
  const url = new URL(address)
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return null
  return signInDomains.some((pattern) => pattern.test(url.hostname)) ? url.href : null
}
