import { setTimeout as delay } from 'node:timers/promises'
import { EngineError } from '../../errors/engine-error.ts'

/**
 * Defines when a transfer retries a part or a range. The SDK retries failed requests, but it does not detect
 * these failures: the request succeeded, but the bytes are damaged or incomplete.
 */
export interface RetryPolicy {
  readonly isRetryable: (error: unknown) => boolean
  /** The retries stop after this many consecutive failures without progress. */
  readonly maxFailures: number
  /** The maximum delay before the next attempt in milliseconds. The actual delay is random. */
  readonly maxDelayMs: (failures: number) => number
}

/** Thrown if the body of a response broke off or stalled. `cause` has the details. */
export class BrokenBodyError extends Error {
  constructor(cause: unknown) {
    super('The body of the response is incomplete.', { cause })
  }
}

/** A part that arrived damaged is resent at once, because the server is responding. */
export const damagedPart: RetryPolicy = {
  isRetryable: (error) => error instanceof EngineError && error.code === 'CHECKSUM_MISMATCH',
  maxFailures: 3,
  maxDelayMs: () => 0,
}

/** A range continues where its body broke off. Rejected requests are not repeated here. */
export const brokenRange: RetryPolicy = {
  isRetryable: (error) => error instanceof BrokenBodyError,
  maxFailures: 4,
  maxDelayMs: (failures) => Math.min(1_000, 100 * 2 ** failures),
}

/**
 * Runs `attempt` until it succeeds, its error is not retryable, or it has failed too often. Rejects with the
 * last error, or with the signal's reason. `progress` returns a number that grows as the transfer advances,
 * which resets the number of failures. Default: no progress.
 */
export async function withRetries<T>(
  policy: RetryPolicy,
  signal: AbortSignal,
  attempt: () => Promise<T>,
  progress: () => number = () => 0,
): Promise<T> {
  for (let failures = 0; ;) {
    const before = progress()
    try {
      return await attempt()
    } catch (error) {
      failures = progress() > before ? 1 : failures + 1
      if (!policy.isRetryable(error)) throw error
      signal.throwIfAborted()
      if (failures >= policy.maxFailures) throw error
      const delayMs = policy.maxDelayMs(failures)
      if (delayMs > 0) await delay(Math.random() * delayMs, undefined, { signal })
    }
  }
}
