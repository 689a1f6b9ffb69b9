type Headers = Readonly<Record<string, unknown>>

/**
 * Returns the origin that a web server or proxy redirects to, '' for another page of the same host, or `null`
 * if the response is not a redirect or comes from S3 itself. Web servers redirect unencrypted requests to
 * https. Proxies redirect to their sign-in page.
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
