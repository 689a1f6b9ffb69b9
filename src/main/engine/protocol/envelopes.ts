import { jsonAt, jsonItems } from './json-members.ts'

/** What a known envelope contains. */
export type Opened =
  | {
      /** `S3 event` */
      readonly format: string
      readonly bucket: string
      readonly key: string
      /** Values worth showing, as JSON text by name; `null`: the members of the body itself. */
      readonly fields: ReadonlyMap<string, string> | null
    }
  /** Another body, as it was written. */
  | { readonly format: string; readonly inner: string }
  /** It names no payload, whatever is in it. */
  | { readonly format: string; readonly description: string }

/** Where other programs put them. */
const wrappers: ReadonlySet<string> = new Set([
  'data',
  'detail',
  'file',
  'input',
  'location',
  'message',
  'object',
  'payload',
  's3',
  's3object',
  'source',
])

const foreign = 'message of another program'

type Json = Readonly<Record<string, unknown>>

/** The class names that extended clients for large payloads write in front of their pointer. */
const pointerClasses: ReadonlySet<unknown> = new Set([
  'software.amazon.payloadoffloading.PayloadS3Pointer',
  'com.amazon.sqs.javamessaging.MessageS3Pointer',
])

/** Other names for `bucket` and `key`, in lower case and without separators. */
const bucketNames = ['bucket', 'bucketname', 's3bucket', 's3bucketname']
const keyNames = ['key', 'objectkey', 's3key', 's3objectkey', 'objectname']

/**
 * Opens one envelope of a JSON body. `json` is the text of the value: what is inside is cut out of it, because numbers
 * written again may differ. Returns `null` if it is not known.
 */
export function openEnvelope(value: unknown, json: string): Opened | null {
  if (Array.isArray(value)) return openArray(value, json)
  if (!isObject(value)) return typeof value === 'string' ? { format: 'JSON string', inner: value } : null
  return (
    openNotification(value) ??
    openRecords(value, json) ??
    openTestEvent(value) ??
    openEventBridge(value, json) ??
    openCloudEvent(value, json) ??
    openTask(value) ??
    openPointer(value)
  )
}

function openArray(value: readonly unknown[], json: string): Opened | null {
  const [type, pointer] = value
  if (pointerClasses.has(type) && isObject(pointer)) {
    const format = 'extended client pointer'
    return found(format, pointer['s3BucketName'], pointer['s3Key'], new Map()) ?? noPayload(format)
  }
  if (!isObject(type)) return null
  const { length } = value
  const format = length === 1 ? 'JSON array' : `JSON array, the first of ${length} values,`
  return inside(format, jsonItems(json)?.[0])
}

/** A notification of SNS. Its message is another body. */
function openNotification(value: Json): Opened | null {
  const { Type, Message, TopicArn } = value
  if (typeof Message !== 'string') return null
  if (Type === 'Notification' || typeof TopicArn === 'string') {
    return { format: 'SNS notification', inner: Message }
  }
  return typeof Type === 'string' && Type.endsWith('Confirmation')
    ? noPayload('SNS subscription confirmation')
    : null
}

/** The events of S3 and compatible servers, and what AWS Lambda makes of SNS and SQS messages. */
function openRecords(value: Json, json: string): Opened | null {
  const records = value['Records']
  if (!Array.isArray(records)) return null
  const [first] = records as readonly unknown[]
  if (!isObject(first)) return null
  const { s3, Sns, body } = first
  if (isObject(Sns) && typeof Sns['Message'] === 'string')
    return { format: 'SNS event', inner: Sns['Message'] }
  if (typeof body === 'string') return { format: 'SQS event', inner: body }
  if (!isObject(s3)) return null
  const { length } = records
  const format = length === 1 ? 'S3 event' : `S3 event, the first of ${length} objects`
  const { name } = objectOf(s3['bucket'])
  const { key } = objectOf(s3['object'])
  const text = jsonItems(jsonAt(json, 'Records') ?? '')?.[0] ?? ''
  const fields = shown(text, { event: ['eventName'], time: ['eventTime'], size: ['s3', 'object', 'size'] })
  return found(format, name, typeof key === 'string' ? decodeEventKey(key) : key, fields) ?? noPayload(format)
}

function openTestEvent({ Event, Bucket }: Json): Opened | null {
  return Event === 's3:TestEvent' && typeof Bucket === 'string'
    ? { format: 'S3 test event', description: 'a test event of S3' }
    : null
}

/** An S3 event that came by EventBridge. Its keys are not encoded. */
function openEventBridge(value: Json, json: string): Opened | null {
  const { source, detail } = value
  if (source !== 'aws.s3' || !isObject(detail)) return null
  const { key } = objectOf(detail['object'])
  const paths = { event: ['detail-type'], time: ['time'], size: ['detail', 'object', 'size'] }
  const fields = shown(json, paths)
  const format = 'EventBridge event of S3'
  return found(format, objectOf(detail['bucket'])['name'], key, fields) ?? noPayload(format)
}

function openCloudEvent(value: Json, json: string): Opened | null {
  const { specversion, data, data_base64: base64 } = value
  if (typeof specversion !== 'string') return null
  const format = 'CloudEvent'
  if (typeof base64 === 'string') return { format, inner: base64 }
  return data === undefined || data === null ? noPayload(format) : inside(format, jsonAt(json, 'data'))
}

/** A task of Celery or another user of kombu. */
function openTask(value: Json): Opened | null {
  const { body, properties, headers } = value
  return typeof body === 'string' && isObject(properties) && isObject(headers) && 'content-type' in value
    ? { format: 'Celery task', description: 'a Celery task' }
    : null
}

/** Bucket and key under other names, in an object of their own, or as an address. */
function openPointer(value: Json): Opened | null {
  const isJob = typeof value['bucket'] === 'string' && typeof value['key'] === 'string'
  const named = found(isJob ? 'job message' : foreign, ...bucketAndKey(value), null)
  if (named !== null) return named
  for (const [name, inner] of Object.entries(value)) {
    const address = typeof inner === 'string' ? /^s3:\/\/([^/\s]+)\/(\S.*)$/.exec(inner) : null
    if (address !== null) return found(foreign, address[1], address[2], null)
    if (!isObject(inner) || !wrappers.has(plainName(name))) continue
    const nested = found(foreign, ...bucketAndKey(inner), null)
    if (nested !== null) return nested
  }
  return null
}

function bucketAndKey(value: Json): [unknown, unknown] {
  const plain = new Map(Object.entries(value).map(([name, each]) => [plainName(name), each]))
  const first = (names: readonly string[]): unknown =>
    names.map((name) => plain.get(name)).find((each) => typeof each === 'string' && each !== '')
  const bucket = first(bucketNames) ?? objectOf(plain.get('bucket'))['name']
  return [bucket, first(keyNames) ?? objectOf(plain.get('object'))['key']]
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/[_-]/g, '')
}

function found(
  format: string,
  bucket: unknown,
  key: unknown,
  fields: ReadonlyMap<string, string> | null,
): Opened | null {
  if (typeof bucket !== 'string' || typeof key !== 'string' || bucket === '' || key === '') return null
  return { format, bucket, key, fields }
}

function inside(format: string, json: string | null | undefined): Opened {
  return json === null || json === undefined ? noPayload(format) : { format, inner: json }
}

function noPayload(format: string): Opened {
  return { format, description: withArticle(format) }
}

/** `an S3 event` */
export function withArticle(format: string): string {
  return `${/^(?:[aeio]|S[3NQ])/i.test(format) ? 'an' : 'a'} ${format}`
}

/** S3 encodes the keys in its events like a form: a space is a plus. */
function decodeEventKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}

/** The texts and numbers at these paths of a JSON object, as they are written. */
function shown(
  json: string,
  paths: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, string> {
  const values = Object.entries(paths).map(([name, path]) => [name, jsonAt(json, ...path) ?? ''] as const)
  return new Map(values.filter(([, value]) => /^["\d-]/.test(value)))
}

function objectOf(value: unknown): Json {
  return isObject(value) ? value : {}
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
