/** The bucket and key of an object. */
type ObjectAddress = { readonly bucket: string; readonly key: string }

/** `bucket.s3.eu-west-1.amazonaws.com`, and the dual-stack and accelerated forms. */
const bucketHost =
  /^(.+)\.s3(?:[.-](?:dualstack\.)?[a-z0-9-]+|-accelerate(?:\.dualstack)?)?\.amazonaws\.com(?:\.cn)?$/
const plainHost = /^s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/

/**
 * Parses an object's address: `s3://bucket/key` and Hadoop's variants, an ARN, or an S3 URL with or
 * without a signature. Returns `null` for any other text.
 */
export function parseObjectAddress(text: string): ObjectAddress | null {
  const trimmed = text.trim()
  const [, bucket = '', key = ''] =
    /^s3[an]?:\/\/([^/\s]+)\/([^\r\n]*[^\s])$/i.exec(trimmed) ??
    /^arn:aws[a-z-]*:s3:::([^/\s:]+)\/([^\r\n]*[^\s])$/.exec(trimmed) ??
    []
  return bucket === '' ? parseUrl(trimmed) : { bucket, key }
}

/** Returns a bucket's name. Some programs use its ARN instead. */
export function bucketIn(text: string): string {
  return /^arn:aws[a-z-]*:s3:::([^/:]+)$/.exec(text)?.[1] ?? text
}

function parseUrl(text: string): ObjectAddress | null {
  if (!/^https:\/\/\S+$/i.test(text) || !URL.canParse(text)) return null
  const { hostname, pathname } = new URL(text)
  const path = decoded(pathname.slice(1))
  const [, host] = bucketHost.exec(hostname) ?? []
  if (host !== undefined) return path === '' ? null : { bucket: host, key: path }
  const [, bucket = '', key = ''] = plainHost.test(hostname) ? (/^([^/]+)\/(.+)$/s.exec(path) ?? []) : []
  return bucket === '' ? null : { bucket, key }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
