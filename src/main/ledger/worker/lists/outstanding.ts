import { stateNumbers } from '../state-numbers.ts'
import type { JobColumns } from './job-columns.ts'

/** Returns the ids of the jobs that wait for a result. Those not searched for the longest come first. */
export function longestAgo(columns: JobColumns, queueId: number, limit: number): number[] {
  const { base, end, states, queueIds, searched } = columns
  const waiting: number[] = []
  for (let at = 0; at < end - base; at += 1) {
    if (queueIds[at] !== queueId) continue
    if (states[at] !== stateNumbers.queued && states[at] !== stateNumbers.lost) continue
    // Jobs that were never searched for come first, oldest first.
    if (searched[at] === 0 && waiting.push(at) === limit) return waiting.map((each) => each + base)
  }
  const left = limit - waiting.length
  const others: number[] = []
  for (let at = 0; at < end - base; at += 1) {
    if (queueIds[at] !== queueId || searched[at] === 0) continue
    if (states[at] === stateNumbers.queued || states[at] === stateNumbers.lost) others.push(at)
  }
  others.sort((a, b) => (searched[a] ?? 0) - (searched[b] ?? 0) || a - b)
  return [...waiting, ...others.slice(0, left)].map((at) => at + base)
}
