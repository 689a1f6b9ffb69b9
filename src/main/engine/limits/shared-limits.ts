import { ByteSemaphore } from './byte-semaphore.ts'
import { RateLimiter } from './rate-limiter.ts'
import type { TransferLimits } from './transfer-limits.ts'

const mebibyte = 1_024 * 1_024

/** Smaller files and chunks have their own budget, so that large ones never block them. */
export const smallBytes = mebibyte

const largeInFlight = 48 * mebibyte
/** Two parts. With less, one stuck part would block all others. */
const minInFlight = 16 * mebibyte
/**
 * With a speed limit, at most the bytes for this time are in flight, because a pause or a crash loses them.
 */
const inFlightSeconds = 2
const limitedStepBytes = 262_144

/**
 * The limits shared by all transfers: 48 MiB in flight for large bodies, parts and ranges, or less at a low
 * speed limit; 16 MiB for small ones; and the speed limit.
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

  get stepBytes(): number {
    return this.#speed.isLimited ? limitedStepBytes : Infinity
  }

  /** Sets the combined speed limit of uploads and downloads in bytes per second. `null` removes it. */
  setSpeed(bytesPerSecond: number | null): void {
    this.#speed.set(bytesPerSecond)
    const inFlight = (bytesPerSecond ?? Infinity) * inFlightSeconds
    this.#large.resize(Math.min(largeInFlight, Math.max(minInFlight, inFlight)))
  }
}
