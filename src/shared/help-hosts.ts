// Without zod, because the page imports it.

/** The sites that the documentation links to. Only their pages are opened in the user's browser. */
const hosts: ReadonlySet<string> = new Set([
  'aws.amazon.com',
  'console.aws.amazon.com',
  'docs.aws.amazon.com',
  'docs.getmoto.org',
  'github.com',
  'www.npmjs.com',
])

/** True if an address is an https page of one of the known sites, without a user name or a port. */
export function isHelpLink(address: string): boolean {
  const [, host] = /^https:\/\/([a-z0-9.-]+)(?:[/?#][\w!#$%&'()*+,./:;=?@~-]*)?$/.exec(address) ?? []
  return host !== undefined && hosts.has(host)
}
