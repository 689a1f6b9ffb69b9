import type { ErrorCode, WireError } from '../../../shared/errors.ts'
import { awsErrorCode } from './aws-error-codes.ts'
import { awsErrorInfo, awsErrorMessage, type AwsErrorContext } from './aws-error-info.ts'
import { errorMessages } from './error-messages.ts'

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
    const text = errorMessages[code]
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
 * An AWS, network or stream error as an EngineError; one that is an EngineError already stays as it is.
 * An aborted call becomes `CANCELLED`, a server that was not reached or did not get to the end one of the
 * codes of `isNetworkError`, an answer nobody foresaw `SERVICE`.
 */
export function fromAwsError(error: unknown, context: AwsErrorContext): EngineError {
  if (error instanceof EngineError) return error
  const facts = awsErrorInfo(error)
  const code = awsErrorCode(facts, context)
  return new EngineError(code, awsErrorMessage(code, facts, context), {
    cause: error,
    ...(code === 'SERVICE' && { retryable: facts.status !== null && facts.status >= 500 }),
  })
}
