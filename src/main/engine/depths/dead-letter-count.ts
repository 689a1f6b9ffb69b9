import type { DeadLetters } from '../../../shared/queues/queues.ts'
import type { DeadLetter } from '../aws/sqs/queue-settings.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { maxRequests } from './max-requests.ts'
import type { RequestBudget } from './request-budget.ts'

/** Dependencies of {@link DeadLetterCount}. */
export interface DeadLetterCountOptions {
  readonly queue: JobQueue
  /** The count whose readings it continues, or `null` to start without any. */
  readonly previous: DeadLetterCount | null
  readonly budget: RequestBudget
  readonly now: () => number
  /** The time limit for a reading, in milliseconds. */
  readonly timeoutMs: number
  /** Called after each reading, including failed ones. */
  readonly onRead: () => void
}

/**
 * The reason for counting: the queue is on screen or in the background, or a message may just have
 * died.
 */
export type DeadLetterReason = 'watched' | 'unwatched' | 'at once'

/** The shortest time between two readings, in milliseconds. */
const minIntervalMs: Readonly<Record<DeadLetterReason, number>> = {
  watched: 60_000,
  unwatched: 300_000,
  'at once': 5_000,
}

/**
 * Counts the messages in the dead-letter queues of one job queue. The redrive policies are read together with
 * the depths, so only the counts need requests. A failed reading changes nothing, and the next one follows at
 * the usual interval.
 */
export class DeadLetterCount {
  readonly #options: DeadLetterCountOptions
  /** Keyed by status. */
  readonly #policies: Map<string, DeadLetter | null>
  /** Keyed by the name of the dead-letter queue. */
  readonly #counts: Map<string, number>
  readonly #closing = new AbortController()
  #readAt: number | null
  /** When the last reading started, or `-Infinity`. */
  #triedAt: number
  #reading: Promise<void> | null = null
  /** True if an immediate reading had to be postponed. It follows as soon as it is allowed. */
  #isOverdue = false

  constructor(options: DeadLetterCountOptions) {
    const { previous } = options
    this.#options = options
    this.#policies = previous === null ? new Map() : previous.#policies
    this.#counts = previous === null ? new Map() : previous.#counts
    this.#readAt = previous === null ? null : previous.#readAt
    this.#triedAt = previous === null ? -Infinity : previous.#triedAt
  }

  /** The reading in progress, or `null`. Never rejects. */
  get reading(): Promise<void> | null {
    return this.#reading
  }

  /** Returns `null` if no dead-letter queue is known. */
  state(): DeadLetters | null {
    const names = this.#names()
    const [queue] = names
    if (queue === undefined) return null
    const counts = names.flatMap((name) => this.#counts.get(name) ?? [])
    const count = counts.length === 0 ? null : counts.reduce((sum, one) => sum + one, 0)
    return { queue, count, readAt: count === null ? null : this.#readAt }
  }

  /** Starts a reading, unless the last one is too recent or the budget is used up. */
  start(reason: DeadLetterReason): void {
    const { now, budget } = this.#options
    const hasNew = this.#names().some((name) => !this.#counts.has(name))
    this.#isOverdue ||= reason === 'at once'
    const waitMs = minIntervalMs[hasNew || this.#isOverdue ? 'at once' : reason]
    if (this.#closing.signal.aborted || this.#reading !== null || now() - this.#triedAt < waitMs) return
    const names = this.#names().filter(() => budget.tryTake(maxRequests))
    if (names.length === 0) return
    this.#triedAt = now()
    this.#isOverdue = false
    this.#reading = this.#read(names).then(() => {
      this.#reading = null
      if (!this.#closing.signal.aborted) this.#options.onRead()
    })
  }

  /** Aborts a reading, and waits until no request is in progress. */
  async close(): Promise<void> {
    this.#closing.abort()
    await this.#reading
  }

  async #read(names: readonly string[]): Promise<void> {
    const { queue, budget, now, timeoutMs } = this.#options
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)])
    let requests = 0
    const onRequest = (): void => void (requests += 1)
    const readings = names.map(async (name) => {
      const { visible, inFlight, delayed } = await queue.queueNamed(name).attributes({ signal, onRequest })
      this.#counts.set(name, visible + inFlight + delayed)
    })
    const outcomes = await Promise.allSettled(readings)
    if (outcomes.some(({ status }) => status === 'fulfilled')) this.#readAt = now()
    // An aborted reading may still make requests that are not counted here, so nothing is refunded.
    if (!signal.aborted) budget.refund(names.length * maxRequests - requests)
  }

  #names(): readonly string[] {
    for (const [status, policy] of this.#options.queue.deadLetters) this.#policies.set(status, policy)
    return [...new Set([...this.#policies.values()].flatMap((policy) => policy?.queue ?? []))]
  }
}
