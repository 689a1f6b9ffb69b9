/** How much of a job queue's window is to be seen. */
export type Attention = 'focused' | 'unfocused' | 'hidden' | 'unwatched'

/** The shortest and the longest pause between two readings, in milliseconds. */
export type PaceBounds = Readonly<Record<Attention, { readonly firstMs: number; readonly calmMs: number }>>

/** Right after a change it is looked at again soon, then ever more seldom while nothing moves. */
export const usualPace: PaceBounds = {
  focused: { firstMs: 1_000, calmMs: 20_000 },
  unfocused: { firstMs: 2_000, calmMs: 30_000 },
  hidden: { firstMs: 60_000, calmMs: 300_000 },
  unwatched: { firstMs: 60_000, calmMs: 300_000 },
}

const slowing = 1.5
const longestBackoffMs = 60_000
const firstBackoffMs = 2_000

/** How often one job queue is read: by what moved in it, and how it fails. */
export class DepthPace {
  readonly #bounds: PaceBounds
  #quiet = 0
  #failures = 0

  constructor(bounds: PaceBounds) {
    this.#bounds = bounds
  }

  /** Something moved, or is about to by an action of our own. */
  moved(): void {
    this.#quiet = 0
  }

  /** It was read. */
  read(changed: boolean): void {
    this.#failures = 0
    this.#quiet = changed ? 0 : this.#quiet + 1
  }

  failed(): void {
    this.#failures += 1
  }

  /** The pause until the next reading, in milliseconds. */
  pauseMs(attention: Attention): number {
    const { firstMs, calmMs } = this.#bounds[attention]
    const pause = Math.min(calmMs, firstMs * slowing ** Math.min(this.#quiet, 50))
    if (this.#failures === 0) return pause
    return Math.max(pause, Math.min(longestBackoffMs, firstBackoffMs * 2 ** Math.min(this.#failures, 10)))
  }
}
