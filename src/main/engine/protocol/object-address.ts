/** The bucket and key of an object. */
type ObjectAddress = { readonly bucket: string; readonly key: string }

/** `bucket.s3.eu-west-1.amazonaws.com`, and the dual-stack and accelerated forms. */
const bucketHost =
  /^(.+)\.s3(?:[.-](?:dualstack\.)?[a-z0-9-]+|-accelerate(?:\.dualstack)?)?\.amazonaws\.(?:com|com\.cn|eu)$/
/** The hosts of S3 websites. They name the bucket, and the path is the key. */
const websiteHost = /^(.+)\.s3-website[.-][a-z0-9-]+\.amazonaws\.(?:com|com\.cn|eu)$/
/**
 * Other services with fixed hosts. The host may name the bucket, too. A repeated group must match in only one way,
 * because anyone who sends a message chooses the host.
 */
const otherHosts = [
  /^(?:(.+)\.)?s3(?:[.-][a-z0-9]+)*\.(?:backblazeb2\.com|wasabisys\.com|scw\.cloud|cloud\.ovh\.(?:net|us))$/,
  /^(?:(.+)\.)?[0-9a-f]{32}(?:\.[a-z]+)?\.r2\.cloudflarestorage\.com$/,
  /^(?:(.+)\.)?storage\.googleapis\.com$/,
  /^(?:(.+)\.)?[a-z]{3}\d\.digitaloceanspaces\.com$/,
  /^(?:(.+)\.)?[a-z]{2}-[a-z-]+-\d\.linodeobjects\.com$/,
  /^(?:(.+)\.)?[a-z]{3}\d\.(?:vultrobjects|your-objectstorage)\.com$/,
  /^(?:(.+)\.)?(?:storage\.yandexcloud\.net|(?:hb|ib)\.(?:ru-[a-z]+\.)?(?:vkcs\.cloud|vkcloud-storage\.ru|bizmrg\.com))$/,
  /^(?:(.+)\.)?(?:oss-[a-z0-9-]+\.aliyuncs\.com|cos\.[a-z0-9-]+\.myqcloud\.com|obs\.[a-z0-9-]+\.myhuaweicloud\.com)$/,
  /^(?:(.+)\.)?(?:sos-[a-z0-9-]+\.exo\.io|(?:fly\.storage\.tigris|t3\.storage)\.dev)$/,
]
/** The maximum length of a host name (RFC 1035). The patterns take quadratic time. */
const maxHostLength = 253
const plainHost = /^s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.(?:com|com\.cn|eu)$/

/**
 * Parses an object's address: `s3://bucket/key` and Hadoop's variants, an ARN, or a URL of S3 or another service,
 * with or without a signature. Returns `null` for any other text.
 */
export function parseObjectAddress(text: string): ObjectAddress | null {
  const trimmed = text.trim()
  const [, bucket = '', key = ''] =
    /^s3[an]?:\/\/([^/\s]+)\/([^\r\n]*[^\s])$/i.exec(trimmed) ??
    /^arn:aws[a-z-]*:s3:::([^/\s:]+)\/([^\r\n]*[^\s])$/.exec(trimmed) ??
    []
  return bucket === '' ? parseUrl(trimmed) : { bucket, key }
}

/** Returns a bucket's name. Some programs use its ARN or its address instead. */
export function bucketIn(text: string): string {
  return (
    /^(?:arn:aws[a-z-]*:s3:::([^/:]+)|s3[an]?:\/\/([^/\s]+)\/?)$/.exec(text)?.slice(1).find(Boolean) ?? text
  )
}

function parseUrl(text: string): ObjectAddress | null {
  if (!/^https?:\/\/\S+$/i.test(text) || !URL.canParse(text)) return null
  const { protocol, hostname, pathname } = new URL(text)
  if (hostname.length > maxHostLength) return null
  const path = decoded(pathname.slice(1))
  const [, site] = websiteHost.exec(hostname) ?? []
  // Only S3 websites are served without encryption.
  if (site === undefined && protocol !== 'https:') return null
  const [, host = site] = bucketHost.exec(hostname) ?? []
  const other = otherHosts.map((pattern) => pattern.exec(hostname)).find((match) => match !== null)
  const named = host ?? other?.[1]
  if (named !== undefined) return path === '' ? null : { bucket: named, key: path }
  const isPlain = plainHost.test(hostname) || other !== undefined
  const [, bucket = '', key = ''] = isPlain ? (/^([^/]+)\/(.+)$/s.exec(path) ?? []) : []
  return bucket === '' ? null : { bucket, key }
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
