import { basename } from 'node:path'
import { errorCodes, type ErrorCode, type WireError } from '../../shared/errors.ts'
import { errorTexts } from './error-texts.ts'

/** What an {@link EngineError} may be told beside its code and its message. */
export type EngineErrorOptions = {
  readonly hint?: string
  readonly retryable?: boolean
  readonly cause?: unknown
}

/**
 * All that the engine throws. `message` is a sentence for the person, `hint` what to do next; what is not
 * given is taken from the table of texts by `code`. Neither ever holds a secret; `cause` may, so it stays here.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: ErrorCode
  readonly hint: string
  readonly retryable: boolean

  constructor(code: ErrorCode, message?: string, options: EngineErrorOptions = {}) {
    const text = errorTexts[code]
    super(message ?? text.message, { cause: options.cause })
    this.code = code
    this.hint = options.hint ?? text.hint
    this.retryable = options.retryable ?? text.retryable
  }
}

/** An error as it crosses the line, cut to the lengths of the schema. What is no EngineError is `INTERNAL`. */
export function toWire(error: unknown): WireError {
  const known =
    error instanceof EngineError ? error : new EngineError('INTERNAL', undefined, { cause: error })
  return {
    code: known.code,
    message: known.message.slice(0, 2_000),
    hint: known.hint.slice(0, 2_000),
    retryable: known.retryable,
  }
}

/** Throws `CANCELLED` when the signal has fired. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngineError('CANCELLED', undefined, { cause: signal.reason })
}

/**
 * A file system error met while reading `path`, as an EngineError that names the file and not its folder:
 * `FILE_NOT_FOUND` (ENOENT, ENOTDIR), `FILE_UNREADABLE` (EACCES, EPERM, EISDIR, EIO, ELOOP and the rest),
 * `SAVE_FOLDER_READ_ONLY` (EROFS), `DISK_FULL` (ENOSPC, EDQUOT), `SERVICE` for too many open files.
 */
export function fromFileError(error: unknown, path: string): EngineError {
  if (error instanceof EngineError) return error
  const name = basename(path)
  const code = (error as { readonly code?: unknown } | null)?.code
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new EngineError('FILE_NOT_FOUND', `The file ${name} does not exist.`, { cause: error })
    case 'EACCES':
    case 'EPERM':
      return new EngineError('FILE_UNREADABLE', `You may not read the file ${name}.`, {
        cause: error,
        hint: 'Check its permissions.',
      })
    case 'EISDIR':
      return new EngineError('FILE_UNREADABLE', `${name} is a folder, not a file.`, { cause: error })
    case 'EROFS':
      return new EngineError('SAVE_FOLDER_READ_ONLY', undefined, { cause: error })
    case 'ENOSPC':
    case 'EDQUOT':
      return new EngineError('DISK_FULL', undefined, { cause: error })
    case 'EMFILE':
    case 'ENFILE':
      return new EngineError('FILE_UNREADABLE', `Too many files are open to read ${name}.`, {
        cause: error,
        hint: 'Try again when other transfers have ended.',
        retryable: true,
      })
    default:
      return new EngineError('FILE_UNREADABLE', `The file ${name} cannot be read.`, { cause: error })
  }
}

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

type AwsFacts = {
  readonly name: string
  readonly code: string
  readonly message: string
  readonly status: number | null
  readonly region: string | null
}

const namesByCode: Readonly<Partial<Record<ErrorCode, readonly string[]>>> = {
  CANCELLED: ['AbortError'],
  NETWORK: [
    'ECONNREFUSED',
    'ENOTFOUND',
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'EAI_AGAIN',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ECONNABORTED',
    'EHOSTDOWN',
    'ENETDOWN',
    'TimeoutError',
    'RequestTimeout',
    'NetworkingError',
    'ERR_STREAM_PREMATURE_CLOSE',
    'HPE_INVALID_CONSTANT',
  ],
  CREDENTIALS: [
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'InvalidClientTokenId',
    'UnrecognizedClientException',
    'ExpiredToken',
    'ExpiredTokenException',
    'InvalidToken',
    'TokenRefreshRequired',
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

/**
 * An AWS, network or stream error as an EngineError; one that is an EngineError already stays as it is.
 * An aborted call becomes `CANCELLED`, a connection that failed or stalled `NETWORK`, an answer nobody
 * foresaw `SERVICE`.
 */
export function fromAwsError(error: unknown, context: AwsErrorContext): EngineError {
  if (error instanceof EngineError) return error
  const facts = factsOf(error)
  const code = codeOf(facts, context)
  return new EngineError(code, sentence(code, facts, context), {
    cause: error,
    ...(isCertificateError(facts.code) && {
      hint: 'The certificate of the endpoint is not trusted here. Check the endpoint address.',
      retryable: false,
    }),
    ...(code === 'SERVICE' && { retryable: facts.status === null || facts.status >= 500 }),
  })
}

function codeOf(facts: AwsFacts, context: AwsErrorContext): ErrorCode {
  const byName = codesByName.get(facts.name) ?? codesByName.get(facts.code)
  if (byName === 'OBJECT_NOT_FOUND' && context.key === undefined && context.bucket) return 'BUCKET_NOT_FOUND'
  if (byName) return byName
  if (isCertificateError(facts.code) || /^(?:aborted$|Connection lost)/.test(facts.message)) return 'NETWORK'
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

function sentence(code: ErrorCode, facts: AwsFacts, context: AwsErrorContext): string | undefined {
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
    case 'NETWORK':
      return `${context.what} failed: ${networkReason(facts)}.`
    case 'THROTTLED':
      return `${context.what} was put off: the server asks to slow down.`
    case 'SERVICE':
      return `${context.what} failed: the server answered ${serviceReason(facts)}.`
    default:
      return undefined
  }
}

function networkReason(facts: AwsFacts): string {
  if (facts.code === 'ECONNREFUSED') return 'nothing listens at the endpoint'
  if (facts.code === 'ENOTFOUND' || facts.code === 'EAI_AGAIN')
    return 'the name of the server cannot be resolved'
  if (facts.name === 'TimeoutError' || facts.code === 'ETIMEDOUT') return 'the server did not answer in time'
  if (isCertificateError(facts.code)) return `the certificate of the server was refused (${facts.code})`
  return 'the connection broke'
}

function serviceReason(facts: AwsFacts): string {
  const status = facts.status === null ? '' : ` (HTTP ${facts.status})`
  const message = facts.message.replace(/\s+/g, ' ').replace(/\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g, '…')
  return `${facts.name}${status}${message && message !== facts.name ? `: ${message.slice(0, 300)}` : ''}`
}

function isCertificateError(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(code)
}

function factsOf(error: unknown): AwsFacts {
  const record = asRecord(error)
  const metadata = asRecord(record['$metadata'])
  const response = asRecord(record['$response'])
  const headers = asRecord(response['headers'])
  const status = metadata['httpStatusCode'] ?? response['statusCode']
  const region = textOf(headers['x-amz-bucket-region']) || textOf(record['Region'])
  return {
    name: textOf(record['name']),
    code: textOf(record['code']) || textOf(record['Code']),
    message: textOf(record['message']),
    status: typeof status === 'number' ? status : null,
    region: /^[a-z0-9-]{1,40}$/.test(region) ? region : null,
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {}
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
