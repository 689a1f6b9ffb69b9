import type { DepthSample, StatusDepth } from '../../../shared/queues.ts'

const historyMs = 15 * 60 * 1_000
const sampleMs = 5_000
const mostSamples = historyMs / sampleMs

/** What is known of one status queue. */
export interface Lane {
  depth: StatusDepth | null
  readAt: number | null
  history: DepthSample[]
}

/** A status queue that was never read. */
export function emptyLane(): Lane {
  return { depth: null, readAt: null, history: [] }
}

/** Keeps what was read, and a point of it every 5 s. Answers whether it differs from what was known. */
export function keepDepth(lane: Lane, depth: StatusDepth, at: number): boolean {
  const former = lane.depth
  lane.depth = depth
  lane.readAt = at
  const last = lane.history.at(-1)
  // Timers come a little late or early, and a pace of a second shall still meet every 5 s.
  if (last === undefined || at - last.at >= sampleMs - 500) {
    const { visible, inFlight } = depth
    lane.history = [...lane.history, { at, visible, inFlight }]
      .filter((sample) => sample.at > at - historyMs)
      .slice(-mostSamples)
  }
  return (
    former !== null &&
    (former.visible !== depth.visible ||
      former.inFlight !== depth.inFlight ||
      former.delayed !== depth.delayed)
  )
}
