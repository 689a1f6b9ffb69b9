import { networkInterfaces } from 'node:os'
import { errorCodes, type ErrorCode } from '../../../shared/errors.ts'
import { isSignatureError } from './aws-error-hints.ts'
import { refusalOf } from './aws-refusals.ts'
import { isUnnamed, type AwsErrorContext, type AwsErrorInfo } from './aws-error-info.ts'

const namesByCode: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  CANCELLED: ['AbortError'],
  OFFLINE: ['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN'],
  DNS_FAILED: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL'],
  CONNECTION_REFUSED: ['ECONNREFUSED'],
  PROXY_FAILED: ['ERR_PROXY'],
  ADDRESS_UNSAFE: ['ERR_PUBLIC_ADDRESS'],
  CONNECTION_BROKEN: ['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE'],
  TIMED_OUT: ['ETIMEDOUT', 'TimeoutError', 'RequestTimeout'],
  NETWORK: ['NetworkingError', 'HPE_INVALID_CONSTANT'],
  CREDENTIALS_EXPIRED: ['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired'],
  CREDENTIALS: [
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'InvalidToken',
    'IncompleteSignature',
    'InvalidSignatureException',
    'MissingAuthenticationToken',
    'CredentialsProviderError',
    'TokenProviderError',
    'InvalidSecurity',
  ],
  ACCESS_DENIED: [
    'AccessDenied',
    'Forbidden',
    'AccessForbidden',
    'NotAuthorized',
    'AuthorizationError',
    'UnauthorizedAccess',
    'UnauthorizedOperation',
  ],
  WRONG_REGION: [
    'PermanentRedirect',
    'AuthorizationHeaderMalformed',
    'IllegalLocationConstraintException',
    'InvalidLocationConstraint',
    'IllegalLocationConstraint',
    'TemporaryRedirect',
  ],
  CLOCK_SKEW: ['RequestTimeTooSkewed', 'RequestInTheFuture', 'RequestExpired'],
  THROTTLED: [
    'SlowDown',
    'Throttling',
    'ThrottlingException',
    'RequestThrottled',
    'TooManyRequestsException',
    'ServiceUnavailable',
    'RequestLimitExceeded',
    'ThrottledException',
    'KmsThrottled',
    'KMS.ThrottlingException',
  ],
  OBJECT_ARCHIVED: ['InvalidObjectState', 'ObjectAlreadyInActiveTierError'],
  STORAGE_FULL: [
    'XMinioStorageFull',
    'XMinioAdminBucketQuotaExceeded',
    'InsufficientStorage',
    'InsufficientCapacity',
    'QuotaExceeded',
    'StorageQuotaExceeded',
    'StorageLimitExceeded',
  ],
  BUCKET_NOT_FOUND: ['NoSuchBucket'],
  OBJECT_NOT_FOUND: ['NoSuchKey', 'NotFound', 'NoSuchVersion'],
  QUEUE_NOT_FOUND: ['QueueDoesNotExist', 'NonExistentQueue'],
  LEASE_LOST: ['ReceiptHandleIsInvalid', 'MessageNotInflight'],
  PURGE_TOO_SOON: ['PurgeQueueInProgress'],
  BUCKET_FOREIGN: ['BucketAlreadyExists'],
  UNCONFIRMED: ['UnreadableResponse'],
  METADATA_TOO_LARGE: ['MetadataTooLarge'],
  FILE_TOO_LARGE: ['EntityTooLarge'],
  CHECKSUM_MISMATCH: ['BadDigest', 'XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch'],
}

const codesByName: ReadonlyMap<string, ErrorCode> = new Map(
  errorCodes.flatMap((code) => (namesByCode[code] ?? []).map((name) => [name, code] as const)),
)

/** Returns the code for an error. If no network is up, an unresolved host becomes `OFFLINE`. */
export function awsErrorCode(info: AwsErrorInfo, context: AwsErrorContext, online = isOnline): ErrorCode {
  const code = plainCodeOf(info, context)
  if (code === 'DNS_FAILED' && !online()) return 'OFFLINE'
  // The SDK uses one name for every failure to get keys.
  if (code === 'CREDENTIALS' && info.name.endsWith('ProviderError') && /expired/i.test(info.message))
    return 'CREDENTIALS_EXPIRED'
  return code
}

function plainCodeOf(info: AwsErrorInfo, context: AwsErrorContext): ErrorCode {
  // This is a key file or a file being sent. Network drives use the same codes as sockets.
  if (info.file !== null) return info.code === 'ENOENT' ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE'
  if (isKmsRefusal(info)) return 'KMS_REFUSED'
  if (isFull(info, context)) return 'STORAGE_FULL'
  if (refusalOf(info) !== null || info.redirect !== null) return 'SERVICE'
  if (info.status === 403 && /request has expired/i.test(info.message)) return 'CLOCK_SKEW'
  // The SDK calls a connection reset a TimeoutError, but keeps its code.
  const byName = isUnnamed(info) ? undefined : (codeOfName(info.code) ?? codeOfName(info.name))
  if (isSignatureError(info) && isForAnotherRegion(info, context)) return 'WRONG_REGION'
  if (byName === 'OBJECT_NOT_FOUND' && context.key === undefined && context.bucket) return 'BUCKET_NOT_FOUND'
  if (byName) return byName
  if (isLostLease(info)) return 'LEASE_LOST'
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS|ERR_SSL|EPROTO/.test(info.code))
    return 'TLS_FAILED'
  if (/^(?:aborted$|Connection lost)/.test(info.message)) return 'CONNECTION_BROKEN'
  if (isOwnFailure(info)) return 'NETWORK'
  // The response to a HEAD has no body, but states the bucket's region.
  if (
    info.status === 400 &&
    info.region !== null &&
    context.region !== undefined &&
    info.region !== context.region
  )
    return 'WRONG_REGION'
  if (info.status === 301 || info.status === 307) return 'WRONG_REGION'
  if (info.status === 401) return 'CREDENTIALS'
  if (info.status === 403 && deniesAccess(info)) return 'ACCESS_DENIED'
  if (info.status === 404 && context.bucket && isMissingObject(info, context))
    return context.key === undefined ? 'BUCKET_NOT_FOUND' : 'OBJECT_NOT_FOUND'
  if (info.status === 404 && context.queue && isMissingQueue(info)) return 'QUEUE_NOT_FOUND'
  if (info.status === 413) return 'FILE_TOO_LARGE'
  if (info.status === 429 || info.status === 503) return 'THROTTLED'
  if (info.message.startsWith('Checksum mismatch')) return 'CHECKSUM_MISMATCH'
  return 'SERVICE'
}

/**
 * Looks up an error name. Servers write `com.amazonaws.sqs#Name`, `AWS.SimpleQueueService.Name` or
 * `NameException` for `Name`.
 */
function codeOfName(name: string): ErrorCode | undefined {
  const short = shortName(name)
  return codesByName.get(short) ?? codesByName.get(short.replace(/Exception$/, ''))
}

function shortName(name: string): string {
  return name.replace(/^.*#/, '').replace(/^AWS\.SimpleQueueService\./, '')
}

/** `MessageNotInFlight`, `InvalidReceiptHandle`, `NoSuchMessage`, `MessageDoesNotExist` */
const lostLeaseName =
  /^(?:Message(?:NotInFlight|NotFound|(?:DoesNot|Not)Exist)|(?:NoSuch|NonExistent)Message|InvalidReceiptHandle|ReceiptHandle\w*Invalid|ReceiptHandleExpired)(?:Exception)?$/i

const lostLeaseText = [
  /not available for visibility timeout change|message.{0,20}(?:n't|not) (?:in ?flight|inflight)/i,
  /receipt ?handle\b.{0,1200}\b(?:expired|invalid|not (?:a )?valid|not found|does not exist|malformed)/is,
  /queue does not contain the message|\b(?:no such message|message (?:was |is )?(?:not found|does not exist))\b/i,
] as const

/**
 * True if SQS reports that a receipt handle no longer holds its message. SQS has no error name for this. It
 * returns `InvalidParameterValue` for a message that became visible or was deleted, and for an expired
 * receipt handle. Other servers have names of their own, or the name of another error.
 */
function isLostLease({ name, code, status, message }: AwsErrorInfo): boolean {
  if (status !== null && (status < 400 || status >= 500)) return false
  return lostLeaseName.test(shortName(code || name)) || lostLeaseText.some((pattern) => pattern.test(message))
}

/**
 * True if this computer could not open a connection, for example because of a firewall (`EPERM`, `EACCES`), too many
 * open files (`EMFILE`) or no free port (`EADDRNOTAVAIL`). The errors of files and programs begin with other words.
 */
function isOwnFailure({ code, status, message }: AwsErrorInfo): boolean {
  return status === null && /^E[A-Z0-9]+$/.test(code) && /^(?:(?:connect|bind|getaddrinfo) E|$)/.test(message)
}

/** True if a signature was rejected because it was made for another region. */
function isForAnotherRegion(info: AwsErrorInfo, { region }: AwsErrorContext): boolean {
  if (/scoped to (?:a valid|the correct) region|region .* is wrong/i.test(info.message)) return true
  return info.region !== null && region !== undefined && info.region !== region
}

/** What AWS and other servers write if they have no error code for it. */
const kmsText = /\bkms:[A-Z]|\bcustomer master key\b|\bKMS key\b|\bKMS is not (?:configured|available)/

/** SQS and S3 have different names for the same errors: `KmsDisabled`, `KMS.DisabledException`. */
function isKmsRefusal({ name, code, message, status }: AwsErrorInfo): boolean {
  const isKms = /(?:^|#)KMS/i.test(name) || /(?:^|#)KMS/i.test(code)
  if (isKms) return !/Thrott/i.test(name) && !/Thrott/i.test(code)
  return status !== null && status >= 400 && kmsText.test(message)
}

/** What servers call it: `StorageFull`, `XRustfsDiskFull`, `BucketQuotaExceeded`, `QuotaExceededException`. */
const fullName =
  /(?:Storage|Disk|Space|Capacity|Volume)\w*(?:Full|Exceeded)|(?:^|Storage|Disk|Bucket|Object|Tenant|User)(?:Size)?Quota\w*(?:Full|Exceeded|Reached)/i
/** Servers that do not have an error code for it deny the access, or report an internal error. */
const fullText = new RegExp(
  [
    'storage cap exceeded',
    '\\bquota (?:limit )?(?:is |has been |was )?(?:exceeded|reached|full)',
    '\\b(?:exceed(?:s|ed|ing)?|over) (?:\\w+ ){0,3}quota\\b',
    'no (?:space left|free volumes left)\\b',
    'not enough (?:free )?(?:disk |storage )?(?:space|storage|capacity)\\b',
    '\\b(?:disk|storage|bucket|file ?system|device) (?:path )?(?:is )?full\\b',
    'insufficient (?:free )?(?:disk |storage )?(?:space|storage|capacity)\\b',
    'out of (?:disk |storage )?space',
    'minimum free (?:drive|disk) threshold',
  ].join('|'),
  'i',
)
/** A limit of requests or downloads, not of storage. */
const otherQuota =
  /(?:requests?|calls?|api|rate|bandwidth|downloads?|transactions?) (?:rate )?(?:quota|limit)|throttl|per (?:second|minute|hour|day)\b/i

/** True if the storage is full. */
function isFull({ code, name, status, message }: AwsErrorInfo, { queue }: AwsErrorContext): boolean {
  if (status === 507) return true
  if (status === null || status < 400 || status === 429 || codeOfName(code) === 'THROTTLED') return false
  // SQS has quotas of other things, such as running tasks.
  if (otherQuota.test(message) || (queue !== undefined && /\bquota\b/i.test(message))) return false
  return fullName.test(code) || fullName.test(name) || fullText.test(message)
}

/**
 * True if S3 itself reports that something is missing. A web server or proxy may also return 404, but with a
 * web page. A HEAD response has no body, so only its content type reveals a web page.
 */
function isMissingObject(info: AwsErrorInfo, { isHead }: AwsErrorContext): boolean {
  if (isUnnamed(info)) return isHead === true && !info.isForeign
  return /^NoSuch|Not(?:Found|Exist)/i.test(info.code || info.name)
}

/**
 * True if an error with a server-specific name is about a permission. Other names, and web pages, may mean anything.
 */
function deniesAccess(info: AwsErrorInfo): boolean {
  return (
    !isUnnamed(info) &&
    /not (?:be )?(?:authorized|authorised|allowed|permitted)|permission|access (?:is |was )?denied/i.test(
      info.message,
    )
  )
}

/**
 * True if the server reports a missing queue, perhaps by a name of its own. A web server or proxy may also
 * return 404, but does not mention queues.
 */
function isMissingQueue({ name, code, message }: AwsErrorInfo): boolean {
  return (
    /queue/i.test(shortName(name)) ||
    /queue/i.test(shortName(code)) ||
    /queue.*(?:not|n't) (?:exist|found)/i.test(message)
  )
}

/** True if any network other than the loopback is up. */
export function isOnline(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal))
}
