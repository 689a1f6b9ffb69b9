/** Domains that serve only AWS's own pages. Customers' hosts, such as those of S3 buckets, are not below them. */
const signInDomains = [
  // IAM Identity Center: its device page, its access portals, and the older ones.
  /^device\.sso\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
  /^oidc\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?$/,
  /^[a-z0-9-]+\.awsapps\.(?:com|cn)$/,
  /^(?:[a-z0-9-]+\.)+app\.aws$/,
  // The AWS console, for “aws login”.
  /^(?:[a-z0-9-]+\.)?signin\.aws\.amazon\.com$/,
  /^(?:[a-z0-9-]+\.)?signin\.amazonaws\.cn$/,
  /^(?:[a-z0-9-]+\.)?signin\.amazonaws-us-gov\.com$/,
]

/**
 * Returns the URL of an AWS sign-in page in the form that the browser may open, or `null` for any other URL.
 * The URL comes from a server or a config file, so only https, the known hosts and the default port are
 * accepted.
 */
export function signInPage(address: string): string | null {
  if (address.length > 4_096 || !URL.canParse(address)) return null
  const url = new URL(address)
  if (url.protocol !== 'https:' || url.port !== '' || url.username !== '' || url.password !== '') return null
  return signInDomains.some((domain) => domain.test(url.hostname)) ? url.href : null
}
