import { isNetworkError, type ErrorCode } from '../../../shared/errors.ts'

/** What an AWS call was about, for the sentence of its error. */
export type AwsErrorContext = {
  /** What was being done, as it goes into "… failed": `Storing the payload`. */
  readonly what: string
  readonly bucket?: string
  readonly key?: string
  readonly queue?: string
  /** The region of the client, to tell apart from the bucket's. */
  readonly region?: string
}

/** What can be read of an error of the SDK, of Node or of a stream; empty or `null` where it says nothing. */
export type AwsErrorInfo = {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly status: number | null
  readonly region: string | null
}

/** What is said of an error; `undefined` where the text of its code is enough. */
export function awsErrorMessage(
  code: ErrorCode,
  facts: AwsErrorInfo,
  context: AwsErrorContext,
): string | undefined {
  if (isNetworkError({ code })) return `${context.what} failed: ${networkReason(code, facts)}.`
  const place = context.bucket ? `bucket ${context.bucket}` : context.queue ? `queue ${context.queue}` : null
  switch (code) {
    case 'CANCELLED':
      return undefined
    case 'BUCKET_NOT_FOUND':
      return `The bucket ${context.bucket} does not exist.`
    case 'BUCKET_FOREIGN':
      return `The bucket ${context.bucket} belongs to somebody else.`
    case 'QUEUE_NOT_FOUND':
      return `The queue ${context.queue} does not exist.`
    case 'OBJECT_NOT_FOUND':
      return `The payload ${context.key} is not in the bucket ${context.bucket}.`
    case 'ACCESS_DENIED':
      return `${context.what} was denied${place ? ` (${place})` : ''}: these access keys may not do that.`
    case 'WRONG_REGION':
      return facts.region
        ? `The ${place ?? 'bucket'} lies in the region ${facts.region}${context.region ? `, not in ${context.region}` : ''}.`
        : `The ${place ?? 'bucket'} lies in another region${context.region ? ` than ${context.region}` : ''}.`
    case 'FILE_TOO_LARGE':
      return `${context.what} was refused: it is larger than the server takes.`
    case 'THROTTLED':
      return `${context.what} was put off: the server asks to slow down.`
    case 'SERVICE':
      return `${context.what} failed: the server answered ${serviceReason(facts)}.`
    default:
      return undefined
  }
}

function networkReason(code: ErrorCode, facts: AwsErrorInfo): string {
  switch (code) {
    case 'OFFLINE':
      return 'no network leads to the server'
    case 'DNS_FAILED':
      return 'the name of the server cannot be resolved'
    case 'CONNECTION_REFUSED':
      return 'nothing listens at the endpoint'
    case 'TIMED_OUT':
      return 'the server did not answer in time'
    case 'TLS_FAILED':
      return facts.code.includes('PROTO') || facts.code.startsWith('ERR_SSL')
        ? `no secure connection came about (${facts.code})`
        : `the certificate of the server was refused (${facts.code})`
    case 'CONNECTION_BROKEN':
      return 'the connection broke'
    default:
      return 'the server cannot be reached'
  }
}

function serviceReason(facts: AwsErrorInfo): string {
  const status = facts.status === null ? '' : ` (HTTP ${facts.status})`
  const message = facts.message.replace(/\s+/g, ' ').replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, '…')
  // The sentence that it stands in has a full stop of its own.
  const ending = message.slice(0, 300).replace(/\.$/, '')
  return `${facts.name}${status}${message && message !== facts.name ? `: ${ending}` : ''}`
}

/** Reads an error, whatever it is. */
export function awsErrorInfo(error: unknown): AwsErrorInfo {
  const record = asRecord(error)
  const metadata = asRecord(record['$metadata'])
  const response = asRecord(record['$response'])
  const headers = asRecord(response['headers'])
  const status = metadata['httpStatusCode'] ?? response['statusCode']
  const region = textOf(headers['x-amz-bucket-region']) || textOf(record['Region'])
  return {
    name: textOf(record['name']),
    code: nodeCodeOf(record) || textOf(record['Code']),
    message: textOf(record['message']),
    status: typeof status === 'number' ? status : null,
    region: /^[a-z0-9-]{1,40}$/.test(region) ? region : null,
  }
}

/** A host with several addresses fails once for each; that one of them has no route says the least. */
function nodeCodeOf(record: Readonly<Record<string, unknown>>): string {
  const each = Array.isArray(record['errors'])
    ? record['errors'].map((one) => textOf(asRecord(one)['code']))
    : []
  return each.find((code) => code !== '' && !code.endsWith('UNREACH')) ?? textOf(record['code'])
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
