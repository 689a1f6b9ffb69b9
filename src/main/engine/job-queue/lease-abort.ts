import { EngineError, fromAwsError } from '../errors/engine-error.ts'

const longestTimerMs = 2 ** 31 - 1

/** A delete that must not reach the server once the lease is over, for somebody else may have the message then. */
export interface InTime {
  readonly signal: AbortSignal
  /** The error of a call, or that its time was over before it was answered. */
  outcome(error: unknown): EngineError
  stop(): void
}

/** Ends a call when the first of these leases does (milliseconds from now), or by the signal. */
export function inTime(leftMs: readonly number[], signal: AbortSignal | undefined): InTime {
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(), Math.min(longestTimerMs, ...leftMs))
  return {
    signal: signal === undefined ? late.signal : AbortSignal.any([signal, late.signal]),
    outcome(error) {
      const known = fromAwsError(error, { what: 'Acknowledging the job' })
      if (known.code !== 'CANCELLED' || !late.signal.aborted) return known
      return new EngineError('LEASE_LOST', 'The lease ran out before the server answered.', {
        hint: 'The job may be acknowledged, or back in its queue. Its files can still be saved.',
        cause: error,
      })
    },
    stop: () => clearTimeout(timer),
  }
}
