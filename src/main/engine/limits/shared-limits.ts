import { ByteSemaphore } from './byte-semaphore.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { TransferLimits } from './transfer-limits.ts'

const mebibyte = 1_024 * 1_024

/** Files and pieces below this many bytes are small: they have a share of the budget that no large one takes. */
export const smallBytes = mebibyte

const largeInFlight = 48 * mebibyte
/** Two parts: below that one that is stuck would hold up all others. */
const leastInFlight = 16 * mebibyte
/** At a set speed no more is in flight than leaves in this time: a pause or a crash loses what is in flight. */
const inFlightSeconds = 2

/**
 * What all transfers of this app share: 48 MiB in flight for large bodies, parts and ranges, less where the person
 * set a low speed, 16 MiB for small ones, and that speed.
 */
export class SharedLimits implements TransferLimits {
  readonly #large = new ByteSemaphore(largeInFlight)
  readonly #small = new ByteSemaphore(16 * mebibyte)
  readonly #speed = new RateLimiter()

  reserve(bytes: number, signal: AbortSignal): Promise<() => void> {
    return (bytes < smallBytes ? this.#small : this.#large).acquire(bytes, signal)
  }

  pace(bytes: number, signal: AbortSignal): Promise<void> {
    return this.#speed.pace(bytes, signal)
  }

  /** Bytes a second over uploads and downloads together; `null`: as fast as it goes. Holds at once. */
  setSpeed(bytesPerSecond: number | null): void {
    this.#speed.set(bytesPerSecond)
    const soon = (bytesPerSecond ?? Infinity) * inFlightSeconds
    this.#large.resize(Math.min(largeInFlight, Math.max(leastInFlight, soon)))
  }
}
