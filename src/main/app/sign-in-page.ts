const name = '[a-z0-9-]+'
const region = '[a-z]{2,}(?:-[a-z]+)+-\\d+'

/** Domains that serve only AWS's own pages. Customers' hosts, such as those of S3 buckets, are not below them. */
const signInDomains = [
  // IAM Identity Center: its services, and its access portals, which are also where a device is confirmed.
  `(?:oidc|device\\.sso)\\.${region}\\.amazonaws\\.(?:com|com\\.cn|eu)`,
  `${name}\\.${region}\\.portal\\.amazonaws\\.(?:com|com\\.cn|eu)`,
  `${name}\\.portal\\.${region}\\.(?:app\\.aws|app\\.amazonwebservices\\.com\\.cn|api\\.amazonwebservices\\.eu)`,
  // The older portals: of a company, of GovCloud, and of China.
  `(?:${name}\\.){1,3}awsapps\\.(?:com|cn)`,
  'identitycenter\\.(?:us-gov\\.)?amazonaws\\.(?:com|com\\.cn)',
  // The AWS console, for “aws login”.
  `(?:${name}\\.)?signin\\.(?:aws\\.amazon\\.com|amazonaws\\.cn|amazonaws-us-gov\\.com|amazonaws-eusc\\.eu)`,
].map((domain) => new RegExp(`^${domain}$`))

/**
 * Returns the address of an AWS sign-in page as the browser may open it, or `null` for any other address.
 * The address comes from a server or a config file, so only https, the known hosts and the default port are
 * accepted.
 */
export function signInPage(address: string): string | null {
  if (address.length > 4_096 || !URL.canParse(address)) return null
  const url = new URL(address)
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return null
  return signInDomains.some((domain) => domain.test(url.hostname)) ? url.href : null
}
