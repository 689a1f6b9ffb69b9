import { basename } from 'node:path'
import type { ErrorCode } from '../../../shared/errors.ts'
import { isNetworkError } from '../../../shared/network-error.ts'
import { failedPathOf } from './errno.ts'
import { refusalOf } from './aws-refusals.ts'
import { redirectReason, redirectTarget } from './redirects.ts'
import { withoutSecrets } from './without-secrets.ts'

/** Describes an AWS call for its error messages. */
export type AwsErrorContext = {
  /** The action, as in "… failed": `Storing the payload`. */
  readonly what: string
  readonly bucket?: string
  readonly key?: string
  readonly queue?: string
  /** True if the server may also deny the call because the object does not exist. */
  readonly mayBeMissing?: boolean
  /** True if the call is a HEAD, whose response has no body that could name the error. */
  readonly isHead?: boolean
  /** The client's region, which may differ from the bucket's. */
  readonly region?: string
  /** Strings from the request that must not appear in messages, such as receipt handles. */
  readonly secrets?: readonly string[]
}

/** The parts of an error from the SDK, Node or a stream. Empty or `null` if absent. */
export type AwsErrorInfo = {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly status: number | null
  readonly region: string | null
  /** True if the response has a content type that S3 does not use for errors, such as a web page's. */
  readonly isForeign: boolean
  /** Where a server other than S3 redirects to, as returned by `redirectTarget`. */
  readonly redirect: string | null
  /** The storage class of an archived object. */
  readonly storageClass: string | null
  /**
   * The file that could not be read or written, '' if its path is unknown, or `null` if the error is not about a file.
   */
  readonly file: string | null
}

/** Returns an error's message, or `undefined` if its code's default message is enough. */
export function awsErrorMessage(
  code: ErrorCode,
  info: AwsErrorInfo,
  context: AwsErrorContext,
): string | undefined {
  if (isNetworkError({ code })) return `${context.what} failed: ${networkReason(code, info)}.`
  const resource = context.bucket
    ? `bucket ${context.bucket}`
    : context.queue
      ? `queue ${context.queue}`
      : null
  switch (code) {
    case 'CANCELLED':
      return undefined
    case 'BUCKET_NOT_FOUND':
      return `The bucket ${context.bucket} does not exist.`
    case 'BUCKET_FOREIGN':
      return `The bucket ${context.bucket} belongs to another account.`
    case 'QUEUE_NOT_FOUND':
      return `The queue ${context.queue} does not exist.`
    case 'OBJECT_NOT_FOUND':
      return `The payload ${context.key} is not in the bucket ${context.bucket}.`
    case 'OBJECT_ARCHIVED':
      return `The payload ${context.key} is archived${info.storageClass ? ` (${info.storageClass})` : ''} and has to be restored before it can be read.`
    case 'STORAGE_FULL':
      return `${context.what} failed: the server's storage is full. Everything else still works.`
    case 'KMS_REFUSED':
      return `${context.what} was refused: the KMS key that encrypts the ${resource ?? 'server'} cannot be used (${info.name}).`
    case 'ACCESS_DENIED':
      if (context.mayBeMissing) {
        return `${context.what} was denied (${resource}): the payload ${context.key} is not there, or these access keys lack the permission.`
      }
      return `${context.what} was denied${resource ? ` (${resource})` : ''}: these access keys lack the permission.`
    case 'WRONG_REGION':
      return info.region
        ? `The ${resource ?? 'server'} is in the region ${info.region}${context.region ? `, not in ${context.region}` : ''}.`
        : `The ${resource ?? 'server'} is in another region${context.region ? ` than ${context.region}` : ''}.`
    case 'FILE_NOT_FOUND':
    case 'FILE_UNREADABLE':
      return `${context.what} failed: the file ${basename(info.file ?? '')} cannot be read (${info.code}).`
    case 'FILE_TOO_LARGE':
      return `${context.what} failed: it exceeds the server's size limit.`
    case 'ADDRESS_UNSAFE':
      return `${context.what} was refused: ${info.message}, and requests over a public network must be encrypted.`
    case 'THROTTLED':
      return `${context.what} was postponed: the server asked to slow down.`
    case 'UNCONFIRMED':
      return `${context.what}: the server responded, but its response cannot be read or does not confirm the request.`
    case 'SERVICE':
      return `${context.what} failed: ${reasonOf(info, context)}.`
    default:
      return undefined
  }
}

function networkReason(code: ErrorCode, info: AwsErrorInfo): string {
  switch (code) {
    case 'OFFLINE':
      return 'this computer is offline'
    case 'DNS_FAILED':
      return "the server's name cannot be resolved"
    case 'CONNECTION_REFUSED':
      return 'nothing is listening at the endpoint'
    case 'TIMED_OUT':
      return 'the server did not respond in time'
    case 'TLS_FAILED':
      return info.code.includes('PROTO') || info.code.startsWith('ERR_SSL')
        ? `no secure connection could be established (${info.code})`
        : `the server's certificate was rejected (${info.code})`
    case 'PROXY_FAILED':
      return lowerFirst(info.message)
    case 'CONNECTION_BROKEN':
      return 'the connection broke'
    default:
      return unreachableReason(info)
  }
}

function unreachableReason({ code }: AwsErrorInfo): string {
  if (code === 'EACCES' || code === 'EPERM') {
    return `a firewall or security program on this computer blocks the connection (${code})`
  }
  if (/^E[A-Z]/.test(code)) return `this computer cannot open a connection to the server (${code})`
  return 'the server cannot be reached'
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

/** Returns why the server rejects the account, with the server's error code. */
function refusalReason(info: AwsErrorInfo): string | null {
  const refusal = refusalOf(info)
  return refusal && `${refusal.reason} (${info.code || info.name})`
}

/**
 * True if the server did not name the error, so that the SDK made up a name or could not read the response.
 */
export function isUnnamed({ name, code, status }: AwsErrorInfo): boolean {
  return status !== null && code === '' && /^(?:NotFound|Unknown|UnknownError|SyntaxError|Error)$/.test(name)
}

/** True if a 403 or 404 has no error code. S3 always sends one, but a proxy does not. */
export function isUnexplained(info: AwsErrorInfo): boolean {
  return (info.status === 403 || info.status === 404) && isUnnamed(info)
}

/** True if an error is not a server's, but one of JavaScript or the SDK itself. */
function isProgramError({ name, message }: Pick<AwsErrorInfo, 'name' | 'message'>): boolean {
  return (
    /^(?:Type|Range|Syntax|Reference|URI|Endpoint)Error$/.test(name) || /^@(?:aws-sdk|smithy)\//.test(message)
  )
}

/** True if S3 does not use this content type for errors. */
function isForeignType(contentType: unknown): boolean {
  return typeof contentType === 'string' && contentType !== '' && !contentType.includes('xml')
}

function reasonOf(info: AwsErrorInfo, context: AwsErrorContext): string {
  const { redirect } = info
  if (info.status === null && isProgramError(info)) return `an unexpected error occurred (${info.name})`
  if (info.status === null && info.code.startsWith('HPE_'))
    return `the response is not valid HTTP (${info.code})`
  // The server did not return this either.
  if (info.status === null && info.name === 'Error' && info.message !== '') {
    return lowerFirst(textForUser(info, context))
  }
  const reason = refusalReason(info) ?? (redirect === null ? null : redirectReason(redirect))
  return reason ?? `the server returned ${serviceReason(info, context)}`
}

function serviceReason(info: AwsErrorInfo, context: AwsErrorContext): string {
  const { bucket } = context
  const { name, status, message } = info
  if (bucket && isUnexplained(info)) return `a response that is not from S3 (HTTP ${status})`
  if (status === 403 && isUnnamed(info)) return `a refusal without a reason (HTTP ${status})`
  // The SDK's parser failed, and its message is about its own code.
  if (message.includes('Deserialization error') || isProgramError({ name, message })) {
    return status === null ? 'an unknown response' : `a response in an unknown format (HTTP ${status})`
  }
  const text = textForUser(info, context)
  return `${name}${status === null ? '' : ` (HTTP ${status})`}${text && text !== name ? `: ${text}` : ''}`
}

/** The surrounding sentence ends with its own full stop. */
function textForUser({ message }: AwsErrorInfo, { secrets }: AwsErrorContext): string {
  return withoutSecrets(message, secrets).slice(0, 300).replace(/\.$/, '')
}

/** Nobody would read more, and a hostile server may send megabytes. */
const maxMessageLength = 10_000
/** Longer than any name of an error. The patterns for names take quadratic time. */
const maxNameLength = 200

/** Extracts the parts of any error. */
export function awsErrorInfo(error: unknown): AwsErrorInfo {
  const record = asRecord(error)
  const metadata = asRecord(record['$metadata'])
  const response = asRecord(record['$response'])
  const headers = asRecord(response['headers'])
  const status = metadata['httpStatusCode'] ?? response['statusCode']
  const region =
    textOf(headers['x-amz-bucket-region']) ||
    textOf(record['Region']) ||
    expectedRegion(textOf(record['message']))
  return {
    name: textOf(record['name']).slice(0, maxNameLength),
    code: (nodeCodeOf(record) || textOf(record['Code'])).slice(0, maxNameLength),
    message: textOf(record['message']).slice(0, maxMessageLength),
    status: typeof status === 'number' ? status : null,
    region: /^[a-z0-9-]{1,40}$/i.test(region) ? region : null,
    isForeign: isForeignType(headers['content-type']),
    redirect: redirectTarget(typeof status === 'number' ? status : null, headers),
    storageClass: /^\w{1,40}$/.exec(textOf(record['StorageClass']))?.[0] ?? null,
    file: failedPathOf(error) ?? null,
  }
}

/** A host with several addresses fails once per address. An unreachable address says the least about the cause. */
function nodeCodeOf(record: Readonly<Record<string, unknown>>): string {
  const each = Array.isArray(record['errors'])
    ? record['errors'].map((one) => textOf(asRecord(one)['code']))
    : []
  return each.find((code) => code !== '' && !code.endsWith('UNREACH')) ?? textOf(record['code'])
}

/** Returns the region in “…; the region 'us-east-1' is wrong; expecting 'eu-west-1'”. */
function expectedRegion(message: string): string {
  return /expecting '([a-z0-9-]+)'/i.exec(message)?.[1] ?? ''
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
