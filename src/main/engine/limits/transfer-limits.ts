/** What bounds all transfers together. Whoever holds bytes in memory or moves them asks here first. */
export interface TransferLimits {
  /**
   * Waits until so many bytes may be in flight: a part, a range, or a small body. Answers with the function that
   * gives them back. Hold one reservation at a time for each buffer. Rejects with the signal's reason.
   */
  reserve(bytes: number, signal: AbortSignal): Promise<() => void>
  /** Waits until so many more bytes fit the speed that the person allows; at once where there is no limit. */
  pace(bytes: number, signal: AbortSignal): Promise<void>
}

/** No limits: for scripts and tests. */
export const noLimits: TransferLimits = {
  reserve: () => Promise.resolve(() => undefined),
  pace: () => Promise.resolve(),
}
