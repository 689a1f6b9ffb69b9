import { networkInterfaces } from 'node:os'
import { errorCodes, type ErrorCode } from '../../../shared/errors.ts'
import type { AwsErrorContext, AwsErrorInfo } from './aws-error-info.ts'

const namesByCode: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  CANCELLED: ['AbortError'],
  OFFLINE: ['ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN', 'EHOSTDOWN'],
  DNS_FAILED: ['ENOTFOUND', 'EAI_AGAIN', 'EAI_FAIL', 'ESERVFAIL'],
  CONNECTION_REFUSED: ['ECONNREFUSED'],
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
    'NotSignedUp',
    'CredentialsProviderError',
    'TokenProviderError',
    'InvalidSecurity',
  ],
  ACCESS_DENIED: [
    'AccessDenied',
    'AccessDeniedException',
    'AllAccessDisabled',
    'Forbidden',
    'KmsAccessDenied',
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
    'OverLimit',
  ],
  BUCKET_NOT_FOUND: ['NoSuchBucket'],
  OBJECT_NOT_FOUND: ['NoSuchKey', 'NotFound', 'NoSuchVersion'],
  QUEUE_NOT_FOUND: ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue', 'QueueDeletedRecently'],
  LEASE_LOST: ['ReceiptHandleIsInvalid', 'MessageNotInflight', 'AWS.SimpleQueueService.MessageNotInflight'],
  BUCKET_FOREIGN: ['BucketAlreadyExists'],
  METADATA_TOO_LARGE: ['MetadataTooLarge'],
  FILE_TOO_LARGE: ['EntityTooLarge'],
  CHECKSUM_MISMATCH: ['BadDigest', 'XAmzContentSHA256Mismatch', 'XAmzContentChecksumMismatch'],
}

const codesByName: ReadonlyMap<string, ErrorCode> = new Map(
  errorCodes.flatMap((code) => (namesByCode[code] ?? []).map((name) => [name, code] as const)),
)

/** The code of an error met in `context`. Without a network up, a name that cannot be resolved is `OFFLINE`. */
export function awsErrorCode(facts: AwsErrorInfo, context: AwsErrorContext, online = isOnline): ErrorCode {
  const code = plainCodeOf(facts, context)
  if (code === 'DNS_FAILED' && !online()) return 'OFFLINE'
  // The SDK has one name for every way that keys cannot be had.
  if (code === 'CREDENTIALS' && facts.name.endsWith('ProviderError') && /expired/i.test(facts.message))
    return 'CREDENTIALS_EXPIRED'
  return code
}

function plainCodeOf(facts: AwsErrorInfo, context: AwsErrorContext): ErrorCode {
  // The SDK calls a reset a TimeoutError, and leaves the code as it was.
  const byName = codesByName.get(facts.code) ?? codesByName.get(facts.name)
  if (byName === 'OBJECT_NOT_FOUND' && context.key === undefined && context.bucket) return 'BUCKET_NOT_FOUND'
  if (byName) return byName
  if (
    /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH|INVALID_CA|ERR_TLS|ERR_SSL|EPROTO/.test(facts.code)
  )
    return 'TLS_FAILED'
  if (/^(?:aborted$|Connection lost)/.test(facts.message)) return 'CONNECTION_BROKEN'
  if (facts.status === 301 || facts.status === 307) return 'WRONG_REGION'
  if (facts.status === 401) return 'CREDENTIALS'
  if (facts.status === 403) return 'ACCESS_DENIED'
  if (facts.status === 404 && context.bucket)
    return context.key === undefined ? 'BUCKET_NOT_FOUND' : 'OBJECT_NOT_FOUND'
  if (facts.status === 404 && context.queue) return 'QUEUE_NOT_FOUND'
  if (facts.status === 413) return 'FILE_TOO_LARGE'
  if (facts.status === 429 || facts.status === 503) return 'THROTTLED'
  if (facts.message.startsWith('Checksum mismatch')) return 'CHECKSUM_MISMATCH'
  return 'SERVICE'
}

/** Whether any network but the loopback is up. */
export function isOnline(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal))
}
