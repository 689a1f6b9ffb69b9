import { ByteSemaphore } from './byte-semaphore.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { TransferLimits } from './transfer-limits.ts'

const mebibyte = 1_024 * 1_024

/** Smaller files and chunks have their own budget, so that large ones never block them. */
export const smallBytes = mebibyte

const largeInFlight = 48 * mebibyte
/** Two parts: with less, one stuck part would block all others. */
const minInFlight = 16 * mebibyte
/** With a speed limit, no more is in flight than is sent in this time: a pause or a crash loses what is in flight. */
const inFlightSeconds = 2

/**
 * The limits that all transfers share: 48 MiB in flight for large bodies, parts and ranges, or less at a low speed
 * limit; 16 MiB for small ones; and the speed limit.
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

  /** Limits uploads and downloads together, in bytes per second, from now on. `null`: no limit. */
  setSpeed(bytesPerSecond: number | null): void {
    this.#speed.set(bytesPerSecond)
    const inFlight = (bytesPerSecond ?? Infinity) * inFlightSeconds
    this.#large.resize(Math.min(largeInFlight, Math.max(minInFlight, inFlight)))
  }
}
