import { setTimeout as delay } from 'node:timers/promises'
import { EngineError } from '../../errors/engine-error.ts'

/**
 * When a transfer retries a part or a range. The SDK repeats failed requests, but it cannot see these
 * failures: the request succeeded, and yet the bytes are damaged or incomplete.
 */
export interface RetryPolicy {
  readonly isRetryable: (error: unknown) => boolean
  /** The retries end after this many failures in a row without progress. */
  readonly maxFailures: number
  /** Milliseconds before the next attempt, at most; the actual delay is random. */
  readonly maxDelayMs: (failures: number) => number
}

/** A response whose body broke off or stalled. `cause` says how. */
export class BrokenBodyError extends Error {
  constructor(cause: unknown) {
    super('The body of the response is incomplete.', { cause })
  }
}

/** A part that arrived damaged is resent at once: its bytes are still in memory, and the server responds. */
export const damagedPart: RetryPolicy = {
  isRetryable: (error) => error instanceof EngineError && error.code === 'CHECKSUM_MISMATCH',
  maxFailures: 3,
  maxDelayMs: () => 0,
}

/** A range continues where its body broke off. A refused request is not repeated here. */
export const brokenRange: RetryPolicy = {
  isRetryable: (error) => error instanceof BrokenBodyError,
  maxFailures: 4,
  maxDelayMs: (failures) => Math.min(1_000, 100 * 2 ** failures),
}

/**
 * Runs `attempt` until it succeeds, its error is not retryable, or it has failed too often. Rejects with the last
 * error, or with the signal's reason. `progress` returns a number that grows with the progress; after progress,
 * failures are counted from one again. Default: no progress.
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
