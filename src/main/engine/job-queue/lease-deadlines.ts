import type { Job } from '../protocol/job.ts'
import { momentOf, type LeaseClock } from './lease-clock.ts'
import { LeaseDeadline } from './lease-deadline.ts'

/**
 * The deadlines of the jobs that one job queue has received, by receipt handle, so that a Job stays plain
 * data.
 */
export class LeaseDeadlines {
  readonly clock: LeaseClock
  readonly #deadlines = new Map<string, LeaseDeadline>()

  constructor(clock: LeaseClock) {
    this.clock = clock
  }

  /**
   * Returns a job's lease deadline. For a job received elsewhere, it is derived from the wall-clock times in the job.
   */
  of(job: Job): LeaseDeadline {
    const known = this.#deadlines.get(job.receiptHandle)
    if (known) return known
    const { receivedAt, leaseMs } = job
    const deadline = LeaseDeadline.restored(this.clock, {
      receivedAt,
      deadline: receivedAt + leaseMs,
      leaseMs,
    })
    this.set(job, deadline)
    return deadline
  }

  /** Sets a job's deadline: a fresh one, or one from a previous session. */
  set(job: Job, deadline: LeaseDeadline): void {
    this.#deadlines.set(job.receiptHandle, deadline)
  }

  /** Forgets the jobs whose 12 hours are over, because nobody can still hold them. */
  prune(): void {
    const now = momentOf(this.clock)
    // The oldest come first.
    for (const [handle, oldest] of this.#deadlines) {
      if (oldest.untilFinalMs(now) > 0) return
      this.#deadlines.delete(handle)
    }
  }

  /** Forgets a job that was acknowledged or released. */
  forget(job: Job): void {
    this.#deadlines.delete(job.receiptHandle)
  }
}
