import { EngineError } from '../errors/engine-error.ts'
import { longestLeaseMs, type Job } from '../protocol/job.ts'

/** The deadlines of leases that were renewed, by receipt handle, so that a Job can stay the plain data it is. */
export class LeaseTimes {
  readonly #deadlines = new Map<string, number>()

  /** @throws EngineError `LEASE_LOST` when the lease, renewals included, is over. */
  check(job: Job): void {
    if (this.leftMs(job) <= 0) throw new EngineError('LEASE_LOST')
  }

  /** How long the lease, renewals included, still runs: milliseconds. */
  leftMs(job: Job): number {
    return Math.max(job.deadline, this.#deadlines.get(job.receiptHandle) ?? 0) - Date.now()
  }

  /** The deadline of a renewal made now. @throws EngineError `LEASE_LOST` past the 12 hours that SQS allows. */
  next(job: Job, leaseMs: number): number {
    const deadline = Date.now() + leaseMs
    if (deadline > job.receivedAt + longestLeaseMs) {
      throw new EngineError('LEASE_LOST', 'The claim is over: SQS ends every one 12 hours after the receive.')
    }
    return deadline
  }

  set(job: Job, deadline: number): void {
    this.#deadlines.set(job.receiptHandle, deadline)
    const oldest = Date.now() - longestLeaseMs
    for (const [handle, time] of this.#deadlines) if (time < oldest) this.#deadlines.delete(handle)
  }

  forget(job: Job): void {
    this.#deadlines.delete(job.receiptHandle)
  }
}
