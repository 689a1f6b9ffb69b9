/** The number of messages that may be sent in a row without waiting. */
const burst = 8
/** The time between two messages if they keep coming. */
const pauseMs = 16

/**
 * Decides how long a small message waits for more writes. Each message wakes two threads and flushes the disk, so a
 * steady stream of single writes is sent in fewer messages. A few steps of one job are sent at once. Times are those
 * of `performance.now()`.
 */
export class MessagePace {
  #free = burst
  #countedAt = 0

  /** Returns 0 if a message may be sent now. */
  waitMs(now: number): number {
    this.#count(now)
    return Math.max(0, (1 - this.#free) * pauseMs)
  }

  /** Call it with each message. */
  sent(now: number): void {
    this.#count(now)
    this.#free = Math.max(0, this.#free - 1)
  }

  #count(now: number): void {
    this.#free = Math.min(burst, this.#free + (now - this.#countedAt) / pauseMs)
    this.#countedAt = now
  }
}
