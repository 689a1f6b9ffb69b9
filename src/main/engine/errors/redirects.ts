type Headers = Readonly<Record<string, unknown>>

/**
 * Returns where a response redirects to: a host with its scheme, or '' for another page of the same host. `null` if it
 * does not redirect, or if S3 itself does, which says so in its own format. Web servers redirect plain requests to
 * https like this, and proxies those without a sign-in.
 */
export function redirectTarget(status: number | null, headers: Headers): string | null {
  const { location, 'content-type': type } = headers
  const isRedirect = status !== null && status >= 300 && status < 400
  if (!isRedirect || typeof location !== 'string' || headers['x-amz-bucket-region'] !== undefined) return null
  if (typeof type === 'string' && /\bxml\b/.test(type)) return null
  if (!/^https?:\/\//i.test(location) || !URL.canParse(location)) return ''
  // The rest may contain a secret.
  return new URL(location).origin
}

/** Says where a server redirects to, as in “… failed: …”. */
export function redirectReason(target: string): string {
  return `the server redirects to ${target === '' ? 'another page' : target}`
}

export const redirectHint =
  "If that is the server's address, enter it in the connection's settings. A proxy may also want you to sign in first."
