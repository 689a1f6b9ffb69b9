import type { CloudWatchState, QueueRef } from '../../../shared/metrics/metrics.ts'
import { afterTimeout, type After } from '../async/timer.ts'
import type { CloudWatchQueue } from '../aws/cloudwatch/cloudwatch-client.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { CloudWatchFigures } from './derive-figures.ts'
import { queueKey } from '../../../shared/queues/queue-key.ts'

/** At most one request per minute, for the queues of one connection. CloudWatch has no newer data anyway. */
const everyMs = 60_000
/** AWS bills each metric, so one request covers only a few queues. The others follow later. */
const queuesPerRequest = 5
/** How long to wait after a connection has failed. */
const pauseMs = 10 * 60_000

/** A job queue in CloudWatch, identified by its SQS queue's name. */
export interface CloudWatchTarget extends QueueRef {
  readonly sqsQueue: string
}

/** Options of a {@link CloudWatchPoller}. */
export interface CloudWatchPollerOptions {
  readonly on: boolean
  /** Returns the job queues of all ready AWS connections, starting with the one on screen. */
  readonly targets: () => readonly CloudWatchTarget[]
  /** Reads the metrics of some queues of one connection. @throws EngineError */
  readonly read: (
    connectionId: string,
    sqsQueues: readonly string[],
  ) => Promise<ReadonlyMap<string, CloudWatchQueue>>
  readonly onFigures: (queue: QueueRef, figures: CloudWatchFigures) => void
  readonly onStates: (states: Readonly<Record<string, CloudWatchState>>) => void
  readonly now?: () => number
  readonly after?: After
}

/**
 * Requests metrics from CloudWatch that SQS does not report: at most once a minute for all queues together,
 * and only while the window is visible. A connection whose keys may not read metrics is not queried again.
 */
export class CloudWatchPoller {
  readonly #options: CloudWatchPollerOptions
  readonly #now: () => number
  readonly #after: After
  readonly #states = new Map<string, CloudWatchState>()
  readonly #pausedUntil = new Map<string, number>()
  /** When each queue was last requested. */
  readonly #requestedAt = new Map<string, number>()
  #on: boolean
  #visible = true
  #stopTimer: () => void = () => {}
  #closed = false

  constructor(options: CloudWatchPollerOptions) {
    this.#options = options
    this.#on = options.on
    this.#now = options.now ?? Date.now
    this.#after = options.after ?? afterTimeout
  }

  start(): void {
    this.#report()
    this.#plan()
  }

  /** Turns the poller on or off. Turning it on retries connections that have denied access. */
  setOn(on: boolean): void {
    this.#on = on
    this.#states.clear()
    this.#pausedUntil.clear()
    this.#report()
  }

  /** Sets the window's visibility. */
  setVisible(visible: boolean): void {
    this.#visible = visible
  }

  /** Does nothing, because a window without focus may still be visible. */
  setFocused(_focused: boolean): void {}

  /** Forgets a connection's state, because its keys may have changed. */
  retry(connectionId: string): void {
    this.#states.delete(connectionId)
    this.#pausedUntil.delete(connectionId)
    this.#report()
  }

  close(): void {
    this.#closed = true
    this.#stopTimer()
  }

  #plan(): void {
    this.#stopTimer = this.#after(everyMs, () => {
      void this.#ask().finally(() => {
        if (!this.#closed) this.#plan()
      })
    })
  }

  async #ask(): Promise<void> {
    const [first, ...others] = this.#due()
    if (!this.#on || !this.#visible || first === undefined) return
    const { connectionId } = first
    const chosen = [first, ...others.filter((target) => target.connectionId === connectionId)].slice(
      0,
      queuesPerRequest,
    )
    const at = this.#now()
    for (const target of chosen) this.#requestedAt.set(queueKey(target), at)
    try {
      const read = await this.#options.read(
        connectionId,
        chosen.map(({ sqsQueue }) => sqsQueue),
      )
      this.#states.set(connectionId, 'ready')
      for (const { queue, sqsQueue } of chosen) {
        const { oldestMs = null, deletedPerHour = null } = read.get(sqsQueue) ?? {}
        this.#options.onFigures({ connectionId, queue }, { at, oldestMs, finishedPerHour: deletedPerHour })
      }
    } catch (error) {
      const isDenied = error instanceof EngineError && error.code === 'ACCESS_DENIED'
      this.#states.set(connectionId, isDenied ? 'denied' : 'failed')
      this.#pausedUntil.set(connectionId, isDenied ? Infinity : at + pauseMs)
    }
    this.#report()
  }

  /**
   * Returns the queues that may be requested, starting with the one requested longest ago. The queue on
   * screen is requested more often.
   */
  #due(): readonly CloudWatchTarget[] {
    const now = this.#now()
    const targets = this.#options
      .targets()
      .filter(({ connectionId }) => (this.#pausedUntil.get(connectionId) ?? 0) <= now)
    const due = new Map(
      targets.map((target, index) => [
        target,
        (this.#requestedAt.get(queueKey(target)) ?? 0) - (index === 0 ? 2 * everyMs : 0),
      ]),
    )
    return targets.toSorted((left, right) => (due.get(left) ?? 0) - (due.get(right) ?? 0))
  }

  #report(): void {
    const states: Record<string, CloudWatchState> = {}
    for (const { connectionId } of this.#options.targets()) {
      states[connectionId] = this.#on ? (this.#states.get(connectionId) ?? 'waiting') : 'off'
    }
    this.#options.onStates(states)
  }
}
