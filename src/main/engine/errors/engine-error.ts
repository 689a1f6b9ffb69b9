import type { ErrorCode, WireError } from '../../../shared/errors.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { awsErrorCode } from './aws-error-codes.ts'
import { awsErrorHint, isSignatureError } from './aws-error-hints.ts'
import { awsErrorInfo, awsErrorMessage, type AwsErrorContext } from './aws-error-info.ts'
import { errorMessages } from './error-messages.ts'
import { errorRemedies } from './error-remedies.ts'

/** Options of an {@link EngineError}. */
export type EngineErrorOptions = {
  readonly hint?: string
  readonly retryable?: boolean
  readonly cause?: unknown
}

/**
 * The only error that the engine throws. `message` says what happened and `hint` what to do next. Both
 * default to the code's texts and never contain secrets. `cause` may contain secrets, so it never leaves the
 * main process.
 */
export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: ErrorCode
  readonly hint: string
  readonly retryable: boolean

  constructor(code: ErrorCode, message?: string, options: EngineErrorOptions = {}) {
    const defaults = errorMessages[code]
    super(message ?? defaults.message, { cause: options.cause })
    this.code = code
    this.hint = options.hint ?? defaults.hint
    this.retryable = options.retryable ?? defaults.retryable
  }
}

/**
 * Converts an error for IPC and truncates its texts to the schema's maximum lengths. Other errors become
 * `INTERNAL`.
 */
export function toWire(error: unknown): WireError {
  const known =
    error instanceof EngineError ? error : new EngineError('INTERNAL', undefined, { cause: error })
  const remedy = errorRemedies[known.code]
  return {
    code: known.code,
    // The file, key and bucket names in it may come from a message.
    message: shown(known.message),
    hint: shown(known.hint),
    retryable: known.retryable,
    ...(remedy !== undefined && { remedy }),
  }
}

function shown(text: string): string {
  return visibleText(wellFormed(text.slice(0, 2_000))).slice(0, 2_000)
}

/** @throws EngineError `CANCELLED` if the signal has fired. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new EngineError('CANCELLED', undefined, { cause: signal.reason })
}

/**
 * Converts an AWS, network or stream error. Returns an EngineError unchanged. An aborted call becomes
 * `CANCELLED`, a network failure one of the codes of `isNetworkError`, and an unknown response `SERVICE`.
 */
export function fromAwsError(error: unknown, context: AwsErrorContext): EngineError {
  if (error instanceof EngineError) return error
  const info = awsErrorInfo(error)
  const code = awsErrorCode(info, context)
  const hint = awsErrorHint(code, info, context)
  return new EngineError(code, awsErrorMessage(code, info, context), {
    cause: error,
    ...(hint !== undefined && { hint }),
    ...(code === 'SERVICE' && { retryable: info.status !== null && info.status >= 500 }),
  })
}

/** True if the server rejected the request's signature. A wrong secret key or region can cause this. */
export function isSignatureMismatch({ code, cause }: EngineError): boolean {
  return code === 'CREDENTIALS' && isSignatureError(awsErrorInfo(cause))
}

/** True if a server responded to the failed request. */
export function hasResponse({ cause }: EngineError): boolean {
  return awsErrorInfo(cause).status !== null
}
