import { Batcher } from '../../async/batcher.ts'
import { EngineError } from '../../errors/engine-error.ts'
import type { JobQueue } from '../../job-queue/job-queue.ts'
import { driftBetween, driftToleranceMs, momentOf, systemClock } from '../../job-queue/lease-clock.ts'
import type { LeaseClock, LeaseMoment } from '../../job-queue/lease-clock.ts'
import type { LeaseDeadline } from '../../job-queue/lease-deadline.ts'
import type { Job } from '../../protocol/job.ts'
import { Lease } from './lease.ts'

const checkEveryMs = 1_000

/** A job to renew, and its queue. */
export interface RenewalTarget {
  readonly queue: JobQueue
  readonly job: Job
}

/** The part of a claim that the renewer needs. */
export interface LeaseRequest {
  readonly deadline: LeaseDeadline
  /** Returns `null` while the connection is not ready. */
  readonly target: () => RenewalTarget | null
  /** Called whenever the lease has changed. */
  readonly onChange: () => void
}

interface Renewal extends RenewalTarget {
  readonly leaseSeconds: number
}

/**
 * Renews the leases of all claims. Renewals due at the same time share requests, ten per request, and each
 * succeeds or fails independently. After the computer has slept or its clock was changed, renews at once.
 */
export class LeaseRenewer {
  readonly #clock: LeaseClock
  readonly #leases = new Set<Lease>()
  readonly #renewals = new Batcher<Renewal, number>({
    run: (renewals) => this.#send(renewals),
    wait: 'microtask',
    groupOf: ({ queue }) => queue,
    beforeRun: () => this.#renewEarly(),
  })
  #inFlight = new AbortController()
  #checkedAt: LeaseMoment
  #stopChecking: (() => void) | null = null

  constructor(clock: LeaseClock = systemClock) {
    this.#clock = clock
    this.#checkedAt = momentOf(clock)
  }

  /** Creates a lease that this renewer renews once its `start` is called. */
  lease({ deadline, target, onChange }: LeaseRequest): Lease {
    const lease = new Lease({
      deadline,
      renew: (leaseSeconds) => this.#renew(target(), leaseSeconds),
      onChange: ({ state }) => {
        if (state !== 'held') this.#forget(lease)
        onChange()
      },
    })
    this.#leases.add(lease)
    if (this.#stopChecking === null) {
      this.#checkedAt = momentOf(this.#clock)
      this.#planCheck()
    }
    return lease
  }

  /**
   * Call this when the computer wakes up. Aborts the requests in flight, whose sockets are dead, and renews
   * every lease.
   */
  onResume(): void {
    this.abort()
    this.#renewAll()
  }

  /** Aborts the renewals in flight. */
  abort(): void {
    this.#inFlight.abort()
    this.#inFlight = new AbortController()
  }

  /** Stops watching the clocks, and aborts the requests in flight. */
  close(): void {
    this.#stopChecking?.()
    this.#stopChecking = null
    this.#leases.clear()
    this.abort()
  }

  #forget(lease: Lease): void {
    this.#leases.delete(lease)
    if (this.#leases.size > 0) return
    this.#stopChecking?.()
    this.#stopChecking = null
  }

  #planCheck(): void {
    this.#stopChecking = this.#clock.after(checkEveryMs, () => this.#checkClocks())
  }

  #checkClocks(): void {
    const now = momentOf(this.#clock)
    const { sleptMs, setMs } = driftBetween(this.#checkedAt, now)
    this.#checkedAt = now
    this.#planCheck()
    if (sleptMs > driftToleranceMs) this.onResume()
    else if (Math.abs(setMs) > driftToleranceMs) this.#renewAll()
  }

  #renewAll(): void {
    for (const lease of this.#leases) lease.renewNow()
  }

  #renewEarly(): void {
    for (const lease of this.#leases) lease.renewEarly()
  }

  #renew(target: RenewalTarget | null, leaseSeconds: number): Promise<number> {
    if (target === null) return Promise.reject(new EngineError('NOT_CONNECTED'))
    return this.#renewals.add({ ...target, leaseSeconds })
  }

  /** Sends renewals that all belong to one queue. */
  async #send(renewals: readonly Renewal[]): Promise<readonly (number | EngineError)[]> {
    const [first] = renewals
    return first === undefined ? [] : first.queue.renewBatch(renewals, { signal: this.#inFlight.signal })
  }
}
