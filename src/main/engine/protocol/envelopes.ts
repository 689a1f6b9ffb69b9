import { jsonAt, jsonItems } from './json-members.ts'
import {
  found,
  foreign,
  isObject,
  objectOf,
  openNamed,
  plainName,
  wrappers,
  type Json,
  type Opened,
} from './named-payload.ts'
import { parseObjectAddress } from './object-address.ts'

/** Names that other programs use for lists of events. */
const lists: ReadonlySet<string> = new Set([
  'entries',
  'events',
  'files',
  'items',
  'messages',
  'objects',
  'records',
])

/**
 * The class names that Amazon's extended clients for large payloads put before their pointer. Other clients
 * use their own.
 */
const pointerClasses: ReadonlySet<unknown> = new Set([
  'software.amazon.payloadoffloading.PayloadS3Pointer',
  'com.amazon.sqs.javamessaging.MessageS3Pointer',
])

/**
 * Opens one envelope of a JSON body. `json` is the text of the value. The content is cut out of that text,
 * because reformatted numbers may differ. Returns `null` if the envelope is unknown.
 */
export function openEnvelope(value: unknown, json: string): Opened | null {
  if (Array.isArray(value)) return openArray(value, json)
  if (!isObject(value)) return typeof value === 'string' ? { format: 'JSON string', inner: value } : null
  return (
    openNotification(value) ??
    openRecords(value, json) ??
    openLoneRecord(value, json) ??
    openDestination(value, json) ??
    openTestEvent(value) ??
    openEventBridge(value, json) ??
    openCloudEvent(value, json) ??
    openTask(value) ??
    openPointer(value, json)
  )
}

function openArray(value: readonly unknown[], json: string): Opened | null {
  const [type, pointer] = value
  if (typeof type === 'string' && isObject(pointer)) {
    const format = 'extended client pointer'
    const named = found(format, pointer['s3BucketName'], pointer['s3Key'], new Map())
    if (named !== null) return named
    if (pointerClasses.has(type)) return noPayload(format)
  }
  const { length } = value
  const format = length === 1 ? 'JSON array' : `JSON array of ${length} values, of which the first was read,`
  const unopened = length - 1
  // SNS with raw delivery, and pipes, put the text of each message into an array.
  if (typeof type === 'string') return isBody(type) ? { format, inner: type, unopened } : null
  return isObject(type) ? { ...inside(format, jsonItems(json)?.[0]), unopened } : null
}

/** True if a string looks like a message body, rather than a word. */
function isBody(text: string): boolean {
  return /^\s*[{[]/.test(text) || parseObjectAddress(text) !== null
}

/** Opens an SNS notification. Its message is another body. */
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

/**
 * Opens the events of S3 and compatible servers, and the records in which AWS Lambda delivers SNS, SQS and
 * Kinesis messages.
 */
function openRecords(value: Json, json: string): Opened | null {
  const records: unknown = value['Records']
  if (!Array.isArray(records)) return null
  const opened = records.map((record: unknown) => (isObject(record) ? openRecord(record, '') : null))
  const named = opened.findIndex((one) => one !== null && !('description' in one))
  const index = named === -1 ? opened.findIndex((one) => one !== null) : named
  const record: unknown = records[index]
  const text = jsonItems(jsonAt(json, 'Records') ?? '')?.[index] ?? ''
  const found = isObject(record) ? openRecord(record, text) : null
  if (found === null || records.length === 1) return found
  const which = `of which ${index === 0 ? 'the first' : 'one'} was read`
  const [what, end] = 'inner' in found ? ['messages', ','] : ['objects', '']
  const format = `${found.format} with ${records.length} ${what}, ${which}${end}`
  return 'description' in found ? noPayload(format) : { ...found, format, unopened: records.length - 1 }
}

/** Opens a single record outside a list, as sent by EventBridge Pipes. */
function openLoneRecord(value: Json, json: string): Opened | null {
  if (typeof (value['eventSource'] ?? value['EventSource']) !== 'string') return null
  const opened = openRecord(value, json)
  return opened === null || 'description' in opened ? null : opened
}

function openRecord(value: Json, json: string): Opened | null {
  const { s3, Sns, body, kinesis, eventSource } = value
  if (isObject(Sns) && typeof Sns['Message'] === 'string')
    return { format: 'SNS event', inner: Sns['Message'] }
  if (typeof body === 'string') return { format: 'SQS event', inner: body }
  const data = objectOf(kinesis)['data'] ?? (eventSource === 'aws:kinesis' ? value['data'] : null)
  if (typeof data === 'string') return { format: 'Kinesis event', inner: data }
  if (!isObject(s3)) return null
  const format = 'S3 event'
  const { name } = objectOf(s3['bucket'])
  const { key } = objectOf(s3['object'])
  const fields = shown(json, { event: ['eventName'], time: ['eventTime'], size: ['s3', 'object', 'size'] })
  return (
    found(format, name, typeof key === 'string' ? eventKey(key, eventSource) : key, fields) ??
    noPayload(format)
  )
}

/** Opens the message that AWS Lambda sends to a function's destination: the event, or the return value. */
function openDestination(value: Json, json: string): Opened | null {
  const { requestContext, responsePayload } = value
  const request = jsonAt(json, 'requestPayload')
  if (!isObject(requestContext) || request === null) return null
  // The return value is not opened as just any envelope, because such results could be nested ten thousand levels deep.
  const isResponse =
    requestContext['condition'] === 'Success' &&
    isObject(responsePayload) &&
    (openRecords(responsePayload, '') ?? openNamed(responsePayload)) !== null
  return inside('Lambda function result', isResponse ? jsonAt(json, 'responsePayload') : request)
}

function openTestEvent({ Event, Bucket }: Json): Opened | null {
  return Event === 's3:TestEvent' && typeof Bucket === 'string'
    ? { format: 'S3 test event', description: 'an S3 test event' }
    : null
}

const callPaths = { event: ['detail', 'eventName'], time: ['time'] }

/**
 * Opens an S3 event from EventBridge, or a call to S3 that CloudTrail reports there. Their keys are not encoded.
 */
function openEventBridge(value: Json, json: string): Opened | null {
  const { source, detail } = value
  if (source !== 'aws.s3' || !isObject(detail)) return null
  const { key } = objectOf(detail['object'])
  const paths = { event: ['detail-type'], time: ['time'], size: ['detail', 'object', 'size'] }
  const fields = shown(json, paths)
  const format = 'EventBridge event from S3'
  const call = objectOf(detail['requestParameters'])
  return (
    found(format, objectOf(detail['bucket'])['name'], key, fields) ??
    found('CloudTrail event from S3', call['bucketName'], call['key'], shown(json, callPaths)) ??
    noPayload(format)
  )
}

function openCloudEvent(value: Json, json: string): Opened | null {
  const { specversion, data, data_base64: base64 } = value
  if (typeof specversion !== 'string') return null
  const format = 'CloudEvent'
  if (typeof base64 === 'string') return { format, inner: base64 }
  return data === undefined || data === null ? noPayload(format) : inside(format, jsonAt(json, 'data'))
}

/** Opens a task from Celery or another program that uses kombu. */
function openTask(value: Json): Opened | null {
  const { body, properties, headers } = value
  return typeof body === 'string' && isObject(properties) && isObject(headers) && 'content-type' in value
    ? { format: 'Celery task', description: 'a Celery task' }
    : null
}

/** Opens a bucket and key in the places where other programs put them. */
function openPointer(value: Json, json: string): Opened | null {
  return openNamed(value) ?? openInnerText(value) ?? openList(value, json)
}

/** Opens JSON inside a string, even in base64, as sent by programs that put one message inside another. */
function openInnerText(value: Json): Opened | null {
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner !== 'string' || !wrappers.has(plainName(name))) continue
    if (holdsJson(inner)) return { format: foreign, inner }
  }
  return null
}

/** True if a string is a JSON object or array, or the base64 of one. */
function holdsJson(text: string): boolean {
  const isBase64 = /^(?:e[wy]|W[ywi1])[A-Za-z0-9+/_-]{6,}={0,2}$/.test(text)
  const json = isBase64 ? Buffer.from(text, 'base64').toString('utf8') : text
  if (!/^\s*[{[]/.test(json)) return false
  try {
    JSON.parse(json)
    return true
  } catch {
    return false
  }
}

/** Opens the first entry of a list of events, such as those from Yandex, Alibaba, Tencent and Backblaze. */
function openList(value: Json, json: string): Opened | null {
  for (const [name, list] of Object.entries(value)) {
    if (!lists.has(plainName(name)) || !Array.isArray(list)) continue
    const first: unknown = list[0]
    if (isObject(first) && (openNamed(first) ?? openRecord(first, '')) !== null)
      return openArray(list, jsonAt(json, name) ?? '')
  }
  return null
}

function inside(format: string, json: string | null | undefined): Opened {
  return json === null || json === undefined ? noPayload(format) : { format, inner: json }
}

function noPayload(format: string): Opened {
  return { format, description: withArticle(format) }
}

/** Adds an article: `an S3 event`. */
export function withArticle(format: string): string {
  return `${/^(?:[aeio]|S[3NQ])/i.test(format) ? 'an' : 'a'} ${format}`
}

/**
 * Decodes the key in an S3 event. S3 encodes it like form data, with a plus for a space. Ceph does not, and
 * nor does a server whose keys contain characters that form data cannot.
 */
function eventKey(key: string, source: unknown): string {
  if (source === 'ceph:s3' || !/^[\x21-\x7e]*$/.test(key)) return key
  try {
    return decodeURIComponent(key.replaceAll('+', ' '))
  } catch {
    return key
  }
}

/** Returns the strings and numbers at these paths of a JSON object, as they are written. */
function shown(
  json: string,
  paths: Readonly<Record<string, readonly string[]>>,
): ReadonlyMap<string, string> {
  const values = Object.entries(paths).map(([name, path]) => [name, jsonAt(json, ...path) ?? ''] as const)
  return new Map(values.filter(([, value]) => /^["\d-]/.test(value)))
}
