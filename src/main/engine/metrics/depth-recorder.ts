import type { After } from '../async/timer.ts'
import type { DepthLog, DepthSample } from './depth-log.ts'
import { queueKey } from '../../../shared/queues/queue-key.ts'

/** The minimum time between a queue's samples. Timers may fire slightly early. */
const sampleMs = 4_500
/** How often samples are written together. A crash loses the latest ones, which the chart shows as a gap. */
const flushMs = 30_000

/** Writes samples to the log, rarely and many at once. */
export class DepthRecorder {
  readonly #log: DepthLog
  readonly #after: After
  readonly #lastAt = new Map<string, number>()
  #waiting: DepthSample[] = []
  #stopTimer: (() => void) | null = null

  constructor(log: DepthLog, after: After) {
    this.#log = log
    this.#after = after
  }

  /** Keeps a sample unless its queue's last one is too recent. Returns true if it was kept. */
  add(sample: DepthSample): boolean {
    const key = queueKey(sample)
    const since = sample.at - (this.#lastAt.get(key) ?? -Infinity)
    if (since >= 0 && since < sampleMs) return false
    this.#lastAt.set(key, sample.at)
    this.#waiting.push(sample)
    this.#stopTimer ??= this.#after(flushMs, () => this.flush())
    return true
  }

  /** Writes the samples that are still in memory. */
  flush(): void {
    this.#stopTimer?.()
    this.#stopTimer = null
    if (this.#waiting.length === 0) return
    this.#log.add(this.#waiting)
    this.#waiting = []
  }
}
