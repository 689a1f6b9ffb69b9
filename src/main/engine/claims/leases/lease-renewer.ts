import { EngineError } from '../../errors/engine-error.ts'
import type { JobQueue } from '../../job-queue/job-queue.ts'
import type { Job } from '../../protocol/job.ts'
import { driftBetween, driftToleranceMs, momentOf, systemClock } from './lease-clock.ts'
import type { LeaseClock, LeaseMoment } from './lease-clock.ts'
import { Lease } from './lease.ts'

const lookEveryMs = 1_000

/** What the heartbeat needs of a claim. Times are milliseconds since the epoch. */
export interface HeldJob {
  /** The job and its queue; `null` while its connection is not ready. */
  readonly place: () => { readonly queue: JobQueue; readonly job: Job } | null
  readonly receivedAt: number
  readonly deadline: number
  readonly durationMs: number
  readonly onChange: () => void
}

interface Renewal {
  readonly queue: JobQueue
  readonly job: Job
  readonly leaseSeconds: number
  readonly resolve: (deadline: number) => void
  readonly reject: (error: EngineError) => void
}

/**
 * Renews the leases of all claims. Those that are due together go out together, ten to a request, and each fares
 * on its own. It notices by itself when the computer slept or its clock was set, and renews at once then.
 */
export class Heartbeat {
  readonly #clock: LeaseClock
  readonly #leases = new Set<Lease>()
  #waiting: Renewal[] = []
  #flight = new AbortController()
  #seen: LeaseMoment
  #stopLooking: (() => void) | null = null

  constructor(clock: LeaseClock = systemClock) {
    this.#clock = clock
    this.#seen = momentOf(clock)
  }

  /** A lease whose renewals go by this heartbeat; yet to be started. */
  lease({ place, receivedAt, deadline, durationMs, onChange }: HeldJob): Lease {
    const lease = new Lease({
      renew: (leaseSeconds) => this.#renew(place(), leaseSeconds),
      receivedAt,
      deadline,
      durationMs,
      clock: this.#clock,
      onChange: ({ state }) => {
        if (state !== 'held') this.#forget(lease)
        onChange()
      },
    })
    this.#leases.add(lease)
    if (this.#stopLooking === null) {
      this.#seen = momentOf(this.#clock)
      this.#lookLater()
    }
    return lease
  }

  /** Renews everything at once: the computer woke. What was in flight is given up, as its sockets are dead. */
  woke(): void {
    this.abort()
    for (const lease of this.#leases) lease.renewNow()
  }

  /** Gives up the renewals in flight. */
  abort(): void {
    this.#flight.abort()
    this.#flight = new AbortController()
  }

  /** Looks at no clock any more, and gives up what is in flight. */
  close(): void {
    this.#stopLooking?.()
    this.#stopLooking = null
    this.#leases.clear()
    this.abort()
  }

  #forget(lease: Lease): void {
    this.#leases.delete(lease)
    if (this.#leases.size > 0) return
    this.#stopLooking?.()
    this.#stopLooking = null
  }

  #lookLater(): void {
    this.#stopLooking = this.#clock.after(lookEveryMs, () => this.#look())
  }

  #look(): void {
    const now = momentOf(this.#clock)
    const { sleptMs, setMs } = driftBetween(this.#seen, now)
    this.#seen = now
    this.#lookLater()
    if (sleptMs > driftToleranceMs) this.woke()
    else if (Math.abs(setMs) > driftToleranceMs) for (const lease of this.#leases) lease.renewNow()
  }

  #renew(place: ReturnType<HeldJob['place']>, leaseSeconds: number): Promise<number> {
    if (place === null) return Promise.reject(new EngineError('NOT_CONNECTED'))
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...place, leaseSeconds, resolve, reject })
      // The first one waits for the others of this turn.
      if (this.#waiting.length === 1) queueMicrotask(() => this.#send())
    })
  }

  #send(): void {
    for (const lease of this.#leases) lease.renewEarly()
    const waiting = this.#waiting
    this.#waiting = []
    for (const queue of new Set(waiting.map((renewal) => renewal.queue))) {
      void this.#sendTo(
        queue,
        waiting.filter((renewal) => renewal.queue === queue),
      )
    }
  }

  async #sendTo(queue: JobQueue, renewals: readonly Renewal[]): Promise<void> {
    const results = await queue.renewBatch(renewals, { signal: this.#flight.signal })
    renewals.forEach(({ resolve, reject }, index) => {
      const result = results[index]
      if (typeof result === 'number') resolve(result)
      else reject(result ?? new EngineError('INTERNAL'))
    })
  }
}
