import { EngineError } from '../../errors/engine-error.ts'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** A response with a 2xx status. `body` is `null` for an object, or if the response cannot have a body. */
type Accepted = { readonly headers: Headers; readonly body: Uint8Array | null }

/** How much of a document is inspected, in bytes from its start. */
const startBytes = 4_096
/** S3 sends ETags in this form, even if they are not the object's MD5. */
const s3Etag = /^"?[0-9a-f]{32}(?:-\d+)?"?$/i
/** CloudFront and API Gateway add the excluded ones to the responses of any server. */
const s3Header = /^x-(?:amz-(?!cf-|apigw-)|goog-|guploader-)/
/** The names of the root elements that S3 sends. */
const s3Document = /(?:Result|Response|Configuration|Constraint|Tagging|Policy|Error)$/
const s3List = /^(?:List\w+(?:Result|Response)|Error)$/
/** SQS and servers like it send at least one of these members, or none at all. */
const sqsMembers: ReadonlySet<string> = new Set([
  'QueueUrls',
  'queueUrls',
  'QueueUrl',
  'NextToken',
  'Attributes',
  'Tags',
  'Messages',
  'MessageId',
  'MD5OfMessageBody',
  'MD5OfMessageAttributes',
  'Successful',
  'Failed',
  'Results',
  'TaskHandle',
  'ApproximateNumberOfMessagesMoved',
  'ResponseMetadata',
])
/** SQS calls whose response is never empty. */
const neverEmpty: ReadonlySet<string> = new Set([
  'GetQueueUrl',
  'CreateQueue',
  'GetQueueAttributes',
  'ListQueues',
])

/**
 * True if a 2xx response comes from S3. A proxy whose sign-in has expired, or a web server at that address,
 * may respond to every request with a page and status 200. Without this check, such a page would mean that a
 * payload is stored, a bucket exists, or a list is empty.
 */
export function isFromS3(action: string, { headers, body }: Accepted): boolean {
  if (action === 'HeadBucket') return isMarkedAsS3(headers) || isLikeS3(headers)
  if (body === null) return isS3Object(headers)
  const document = documentName(body)
  if (action.startsWith('List')) return document !== null && s3List.test(document)
  if (body.byteLength === 0 || isMarkedAsS3(headers)) return true
  // moto sends `True` as XML for a bucket policy. A page begins with a tag.
  return document === null ? isXml(headers) && !isMarkup(body) : s3Document.test(document)
}

/** True if a body is an error from S3, which some calls send with status 200. */
export function isS3Error(body: Uint8Array): boolean {
  return documentName(body) === 'Error'
}

/** True if a body is an error from SQS, which some gateways send with status 200. */
export function isSqsError(body: Uint8Array): boolean {
  if (body.byteLength > startBytes) return false
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8')
  // Most responses need not be parsed twice.
  if (!text.includes('__type')) return false
  const response = parseJson(text.trim())
  if (typeof response !== 'object' || response === null) return false
  const members = Object.keys(response)
  return members.includes('__type') && !members.some((member) => sqsMembers.has(member))
}

/** True if a 2xx response comes from SQS. Some servers send an empty body if there is nothing to report. */
export function isFromSqs(action: string, { headers, body }: Accepted): boolean {
  const needsUrl = action === 'GetQueueUrl' || action === 'CreateQueue'
  // Parsing megabytes of messages twice would take too long.
  if (body !== null && body.byteLength > 0 && isAmazonJson(headers) && !needsUrl) return true
  const text = Buffer.from(body ?? [])
    .toString('utf8')
    .trim()
  const response = text === '' ? null : parseJson(text)
  if (response === null || response === '') return !neverEmpty.has(action)
  if (typeof response !== 'object' || Array.isArray(response)) return false
  if (needsUrl) return Boolean((response as { readonly QueueUrl?: unknown }).QueueUrl)
  const members = Object.keys(response)
  return members.length === 0 || members.some((member) => sqsMembers.has(member))
}

/** The cause of the errors below. It shows that there was a response. */
const responded = { $metadata: { httpStatusCode: 200 } }

/** Returns the error for a 2xx response that is not from S3. */
export function notFromS3(): EngineError {
  return new EngineError('NOT_S3', 'The response is not from S3. It may be a web page. Nothing was done.', {
    hint: 'A proxy may want you to sign in again. Open the S3 address in a browser, then try again.',
    retryable: true,
    cause: responded,
  })
}

/** Returns the error for a 2xx response that is not from SQS. */
export function notFromSqs(): EngineError {
  return new EngineError('NOT_SQS', 'The response is not from SQS. It may be a web page.', {
    hint: 'A proxy may want you to sign in again. Open the SQS address in a browser, then try again.',
    retryable: true,
    cause: responded,
  })
}

/** S3 sends an ETag or a date with every object. A web server may too, but its ETags look different. */
function isS3Object(headers: Headers): boolean {
  if (headers['etag'] === undefined && headers['last-modified'] === undefined) return isMarkedAsS3(headers)
  if (!isHtml(headers) || s3Etag.test(textOf(headers, 'etag'))) return true
  return Object.keys(headers).some((name) => s3Header.test(name))
}

/** True if the headers alone show that S3 has responded. Some compatible servers do not send such headers. */
function isMarkedAsS3(headers: Headers): boolean {
  return !isHtml(headers) && Object.keys(headers).some((name) => s3Header.test(name))
}

/**
 * True if the headers of a HEAD response describe what S3 sends: XML, or an empty body. A web page has
 * another content type or a length.
 */
function isLikeS3(headers: Headers): boolean {
  const type = textOf(headers, 'content-type')
  if (type !== '') return isXml(headers)
  return /^0*$/.test(textOf(headers, 'content-length')) && headers['transfer-encoding'] === undefined
}

function isXml(headers: Headers): boolean {
  return /^(?:application|text)\/xml\b/i.test(textOf(headers, 'content-type'))
}

function isMarkup(body: Uint8Array): boolean {
  return /^\uFEFF?\s*</.test(Buffer.from(body.subarray(0, startBytes)).toString('utf8'))
}

function isHtml(headers: Headers): boolean {
  return /\bhtml\b/i.test(textOf(headers, 'content-type'))
}

function isAmazonJson(headers: Headers): boolean {
  return textOf(headers, 'content-type').includes('x-amz-json')
}

function textOf(headers: Headers, name: string): string {
  return String(headers[name] ?? '')
}

/**
 * Returns the name of an XML document's root element, or `null` for anything else, such as a document with a DOCTYPE.
 */
function documentName(body: Uint8Array): string | null {
  const start = Buffer.from(body.subarray(0, startBytes)).toString('utf8')
  const prolog = /^\uFEFF?(?:\s|<\?[^]*?\?>|<!--[^]*?-->)*/
  return /^<(?:[\w-]+:)?(\w+)/.exec(start.replace(prolog, ''))?.[1] ?? null
}

/** Returns `undefined` if the text is not JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
