/** How much attention a job queue gets: its window is focused, visible or hidden, or shows another queue. */
export type Attention = 'focused' | 'unfocused' | 'hidden' | 'unwatched'

/** The shortest and the longest interval between two readings, in milliseconds. */
export type IntervalBounds = Readonly<
  Record<Attention, { readonly firstMs: number; readonly calmMs: number }>
>

/** After a change, the next reading follows soon. While nothing changes, the interval grows up to `calmMs`. */
export const defaultIntervals: IntervalBounds = {
  focused: { firstMs: 1_000, calmMs: 20_000 },
  unfocused: { firstMs: 2_000, calmMs: 30_000 },
  hidden: { firstMs: 60_000, calmMs: 300_000 },
  unwatched: { firstMs: 60_000, calmMs: 300_000 },
}

/** While the window has the focus, `pending` of the queue on screen is read at least this often. */
const focusedPendingMs = 2_000
const growth = 1.5
const maxBackoffMs = 60_000
const firstBackoffMs = 2_000

/** The polling interval of one job queue. It depends on recent changes and failures. */
export class PollInterval {
  readonly #bounds: IntervalBounds
  #unchanged = 0
  #failures = 0

  constructor(bounds: IntervalBounds) {
    this.#bounds = bounds
  }

  /** Call this after a change, or an action that will cause one. */
  onChange(): void {
    this.#unchanged = 0
  }

  /** Call this after a successful reading. An incomplete reading says nothing about the other statuses. */
  onRead(changed: boolean, isComplete = true): void {
    this.#failures = 0
    if (changed) this.#unchanged = 0
    else if (isComplete) this.#unchanged += 1
  }

  /** Call this after a failed reading. */
  onFailure(): void {
    this.#failures += 1
  }

  /** Returns the time until the next reading of `pending`, in milliseconds. */
  pendingMs(attention: Attention): number {
    const nextMs = this.nextMs(attention)
    return attention === 'focused' && this.#failures === 0 ? Math.min(nextMs, focusedPendingMs) : nextMs
  }

  /** Returns the time until the next reading of all statuses, in milliseconds. */
  nextMs(attention: Attention): number {
    const { firstMs, calmMs } = this.#bounds[attention]
    const intervalMs = Math.min(calmMs, firstMs * growth ** Math.min(this.#unchanged, 50))
    if (this.#failures === 0) return intervalMs
    return Math.max(intervalMs, Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.min(this.#failures, 10)))
  }
}
