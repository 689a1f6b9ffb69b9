import { bucketIn, parseObjectAddress } from './object-address.ts'

/** The content of a known envelope. */
export type Opened = {
  /** For example `S3 event`. */
  readonly format: string
  /** The number of other entries in the envelope. Each may name its own payload. Default: none. */
  readonly unopened?: number
} & (
  | {
      readonly bucket: string
      readonly key: string
      /** Values worth showing, as JSON text by name. `null` stands for the members of the body itself. */
      readonly fields: ReadonlyMap<string, string> | null
    }
  /** Another body, as it was written. */
  | { readonly inner: string }
  /** The envelope names no payload, whatever it contains. */
  | { readonly description: string }
)

/** Names that other programs use for wrappers. */
export const wrappers: ReadonlySet<string> = new Set([
  'attachment',
  'body',
  'claimcheck',
  'content',
  'data',
  'detail',
  'details',
  'document',
  'documentlocation',
  'file',
  'image',
  'input',
  'largepayload',
  'location',
  'message',
  'object',
  'objectlocation',
  'oss',
  'output',
  'payload',
  'payloadlocation',
  'pointer',
  'reference',
  's3',
  's3location',
  's3object',
  's3payload',
  's3pointer',
  'source',
  'video',
])

/** The maximum depth of nested wrappers: `{"detail":{"payload":{"s3":{…}}}}` needs three. */
const maxWrapperDepth = 3

export const foreign = 'message from another program'

export type Json = Readonly<Record<string, unknown>>

/** Other names for `bucket` and `key`, in lower case and without separators. */
const bucketNames = ['bucket', 'bucketname', 's3bucket', 's3bucketname', 'bucketid', 'bucketarn']
const keyNames = ['key', 'objectkey', 's3key', 's3objectkey', 'objectname', 's3objectname', 'objectid']

/** Opens a bucket and key with other names, in their own object, or as a URL. */
export function openNamed(value: Json): Opened | null {
  const isJob = typeof value['bucket'] === 'string' && typeof value['key'] === 'string'
  const named = found(isJob ? 'job message' : foreign, ...bucketAndKey(value), null)
  return named ?? openWrapped(value, 1)
}

function openWrapped(value: Json, depth: number): Opened | null {
  for (const [name, inner] of Object.entries(value)) {
    const address = typeof inner === 'string' ? parseObjectAddress(inner) : null
    if (address !== null) return found(foreign, address.bucket, address.key, null)
    if (!isObject(inner) || !wrappers.has(plainName(name))) continue
    const nested = found(foreign, ...bucketAndKey(inner), null)
    const deeper = nested ?? (depth < maxWrapperDepth ? openWrapped(inner, depth + 1) : null)
    if (deeper !== null) return deeper
  }
  return null
}

function bucketAndKey(value: Json): [unknown, unknown] {
  const plain = new Map(Object.entries(value).map(([name, each]) => [plainName(name), each]))
  const first = (names: readonly string[]): unknown =>
    names.map((name) => plain.get(name)).find((each) => typeof each === 'string' && each !== '')
  const inner = (name: string, member: string): unknown =>
    Object.entries(objectOf(plain.get(name))).find(([each]) => plainName(each) === member)?.[1]
  return [first(bucketNames) ?? inner('bucket', 'name'), first(keyNames) ?? inner('object', 'key')]
}

export function plainName(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '')
}

export function found(
  format: string,
  bucket: unknown,
  key: unknown,
  fields: ReadonlyMap<string, string> | null,
): Opened | null {
  if (typeof bucket !== 'string' || typeof key !== 'string' || bucket === '' || key === '') return null
  return { format, bucket: bucketIn(bucket), key, fields }
}

export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {}
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
