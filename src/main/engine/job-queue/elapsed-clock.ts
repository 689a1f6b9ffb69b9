const rereadAfterMs = 1_000
const driftMs = 50

/** The time sources of an elapsed clock, in milliseconds. */
export interface ElapsedSources {
  /** Returns the time since the computer started, including sleep. */
  readonly uptime: () => number
  readonly monotonic: () => number
  readonly wall: () => number
}

/**
 * Returns a clock of the time since the computer started, cheap enough to read for every message.
 * `os.uptime()` reads a file on Linux, so it is read once a second, and at once when the wall clock and the
 * monotonic clock have drifted apart because the wall clock was changed or the computer slept. In between,
 * the monotonic clock counts. Never goes back.
 */
export function elapsedClock({ uptime, monotonic, wall }: ElapsedSources): () => number {
  let readAt = Number.NEGATIVE_INFINITY
  let offset = 0
  let uptimeMs = 0
  let latest = Number.NEGATIVE_INFINITY
  return () => {
    const now = monotonic()
    const newOffset = wall() - now
    if (now - readAt >= rereadAfterMs || Math.abs(newOffset - offset) > driftMs) {
      readAt = now
      offset = newOffset
      uptimeMs = uptime()
    }
    latest = Math.max(latest, uptimeMs + now - readAt)
    return latest
  }
}
