import { stateNumbers } from '../state-numbers.ts'
import type { JobColumns } from './job-columns.ts'

/**
 * The states of jobs that may still get their first result. A dead job may be back in its queue, and a
 * result is often the first sign of that.
 */
const waitingStates: ReadonlySet<number> = new Set([
  stateNumbers.queued,
  stateNumbers.lost,
  stateNumbers.dead,
])

/** Returns the ids of the jobs that wait for a result, starting with those searched for the longest ago. */
export function longestAgo(columns: JobColumns, queueId: number, limit: number): number[] {
  const { base, end, states, queueIds, searched } = columns
  const waiting: number[] = []
  for (let at = 0; at < end - base; at += 1) {
    if (queueIds[at] !== queueId || !waitingStates.has(states[at] ?? 0)) continue
    // Jobs that were never searched for come first, oldest first.
    if (searched[at] === 0 && waiting.push(at) === limit) return waiting.map((each) => each + base)
  }
  const left = limit - waiting.length
  const others: number[] = []
  for (let at = 0; at < end - base; at += 1) {
    if (queueIds[at] !== queueId || searched[at] === 0) continue
    if (waitingStates.has(states[at] ?? 0)) others.push(at)
  }
  others.sort((a, b) => (searched[a] ?? 0) - (searched[b] ?? 0) || a - b)
  return [...waiting, ...others.slice(0, left)].map((at) => at + base)
}
