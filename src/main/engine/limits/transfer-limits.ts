/**
 * The combined limits of all transfers. Wait for them before holding bytes in memory or transferring them.
 */
export interface TransferLimits {
  /**
   * Waits until this many bytes may be in flight: a part, a range or a small body. Returns a function that
   * releases them. Make one reservation per buffer. Rejects with the signal's reason.
   */
  reserve(bytes: number, signal: AbortSignal): Promise<() => void>
  /** Waits until the speed limit allows this many more bytes. */
  pace(bytes: number, signal: AbortSignal): Promise<void>
  /** How many bytes to pace at a time. `Infinity` while there is no speed limit. */
  readonly stepBytes: number
}

/** No limits, for scripts and tests. */
export const noLimits: TransferLimits = {
  reserve: () => Promise.resolve(() => undefined),
  pace: () => Promise.resolve(),
  stepBytes: Infinity,
}
