import type { DepthSample } from './depth-log.ts'

const keptMs = 3_600_000

/** One queue's samples from the last hour. The last one is kept regardless of its age. */
export class QueueSamples {
  #samples: DepthSample[] = []
  /** True if the last sample is only the newest reading, which the next one replaces. */
  #isProvisional = false

  /** Oldest first. */
  get all(): readonly DepthSample[] {
    return this.#samples
  }

  /**
   * Adds a reading. Unless it is `kept`, the next one replaces it. A reading of an empty queue stays: it proves that
   * every later message is newer.
   */
  add(sample: DepthSample, kept: boolean): void {
    const last = this.#samples.at(-1)
    // The clock was set back, so earlier samples lie in the future.
    if (last !== undefined && last.at > sample.at) this.#samples = []
    else if (this.#isProvisional && last !== undefined && (last.total > 0 || sample.total === 0)) {
      this.#samples.pop()
      if (last.completed !== null && sample.completed === null)
        sample = { ...sample, completed: last.completed }
      if (last.afterGap) sample = { ...sample, afterGap: true }
    }
    this.#samples.push(sample)
    this.#isProvisional = !kept
    const from = sample.at - keptMs
    const first = this.#samples.findIndex(({ at }) => at >= from)
    if (first > 0) this.#samples.splice(0, first)
  }

  /** Adds a sample from the previous session. */
  restore(sample: DepthSample): void {
    // Samples arrive oldest first, so the position is near the end.
    const index = this.#samples.findLastIndex(({ at }) => at < sample.at) + 1
    if (this.#samples[index]?.at !== sample.at) this.#samples.splice(index, 0, sample)
  }
}
