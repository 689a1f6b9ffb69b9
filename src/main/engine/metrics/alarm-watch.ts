import type { AlarmCondition } from '../../../shared/metrics/alarms.ts'
import type { DepthSample } from './depth-log.ts'
import type { DerivedFigures } from './derive-figures.ts'

const minuteMs = 60_000

/** Follows one job queue's readings, and measures how long an alarm's condition has been met. */
export class AlarmWatch {
  #last: DepthSample | null = null
  /** Keyed by the limit of a `waiting` condition: since when more jobs have been waiting. */
  readonly #overSince = new Map<number, number>()
  /** Since when jobs have been waiting and none was seen finishing. */
  #stuckSince: number | null = null

  /** Adds a reading. `limits` are the limits of all `waiting` conditions. */
  read(sample: DepthSample, limits: Iterable<number>): void {
    const last = sample.afterGap ? null : this.#last
    for (const limit of limits) {
      if (sample.waiting <= limit) this.#overSince.delete(limit)
      // While readings were missing, anything may have happened.
      else if (last === null || !this.#overSince.has(limit)) this.#overSince.set(limit, sample.at)
    }
    const moved = last !== null && (sample.total < last.total || hasGrown(last, sample))
    if (sample.waiting === 0) this.#stuckSince = null
    else if (last === null || moved || this.#stuckSince === null) this.#stuckSince = sample.at
    this.#last = sample
  }

  /** Call this when this app has finished a job itself. */
  noteFinished(): void {
    if (this.#stuckSince !== null && this.#last !== null) this.#stuckSince = this.#last.at
  }

  /** Returns the number that raises a condition's alarm, or `null` if the condition is not met. */
  valueOf(condition: AlarmCondition, figures: DerivedFigures, now: number): number | null {
    switch (condition.kind) {
      case 'waiting': {
        const since = this.#overSince.get(condition.over)
        const met = since !== undefined && this.#readFor(since) >= condition.minutes * minuteMs
        return met ? (this.#last?.waiting ?? null) : null
      }
      case 'nothing-finished': {
        const stuckMs = this.#stuckSince === null ? 0 : this.#readFor(this.#stuckSince)
        return stuckMs >= condition.minutes * minuteMs ? stuckMs : null
      }
      case 'dead':
        return figures.dead !== null && figures.dead.value > 0 ? figures.dead.value : null
      case 'oldest': {
        const { oldestMs } = figures
        if (oldestMs === null || oldestMs.sign === 'at-most') return null
        const age = oldestMs.value + Math.max(0, now - oldestMs.at)
        return age > condition.minutes * minuteMs ? age : null
      }
    }
  }

  /** Returns the time covered by readings. What happened after the last one is unknown. */
  #readFor(since: number): number {
    return (this.#last?.at ?? since) - since
  }
}

function hasGrown(last: DepthSample, next: DepthSample): boolean {
  return last.completed !== null && next.completed !== null && next.completed > last.completed
}
