import type { DepthSample, StatusDepth } from '../../../shared/queues/queues.ts'

const historyMs = 15 * 60 * 1_000
const sampleMs = 5_000
const maxSamples = historyMs / sampleMs

/** What is known about the queue of one status. Times are milliseconds since the epoch. */
export interface DepthState {
  /** `null` until the first reading. */
  depth: StatusDepth | null
  readAt: number | null
  /** The last 15 minutes, with one sample every 5 s. */
  history: DepthSample[]
}

/** Returns a lane without a reading. */
export function emptyDepth(): DepthState {
  return { depth: null, readAt: null, history: [] }
}

/**
 * Stores a reading, and a sample every 5 s. Returns true if it differs from the previous reading.
 */
export function keepDepth(statusQueue: DepthState, depth: StatusDepth, at: number): boolean {
  const previous = statusQueue.depth
  statusQueue.depth = depth
  statusQueue.readAt = at
  const last = statusQueue.history.at(-1)
  // Timers may fire slightly early, so a sample may be slightly early too.
  if (last === undefined || at - last.at >= sampleMs - 500) {
    const { visible, inFlight } = depth
    statusQueue.history = [...statusQueue.history, { at, visible, inFlight }]
      .filter((sample) => sample.at > at - historyMs)
      .slice(-maxSamples)
  }
  return (
    previous !== null &&
    (previous.visible !== depth.visible ||
      previous.inFlight !== depth.inFlight ||
      previous.delayed !== depth.delayed)
  )
}
