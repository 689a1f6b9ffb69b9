import { stateNumbers } from '../state-numbers.ts'
import type { JobColumns } from './job-columns.ts'

/** Returns the ids of the jobs that wait for a result. Those not searched for the longest come first. */
export function longestAgo(columns: JobColumns, placeId: number, limit: number): number[] {
  const { base, end, states, places, looked } = columns
  const waiting: number[] = []
  for (let at = 0; at < end - base; at += 1) {
    if (places[at] !== placeId) continue
    if (states[at] !== stateNumbers.queued && states[at] !== stateNumbers.lost) continue
    // Jobs that were never searched for come first, oldest first.
    if (looked[at] === 0 && waiting.push(at) === limit) return waiting.map((each) => each + base)
  }
  const left = limit - waiting.length
  const others: number[] = []
  for (let at = 0; at < end - base; at += 1) {
    if (places[at] !== placeId || looked[at] === 0) continue
    if (states[at] === stateNumbers.queued || states[at] === stateNumbers.lost) others.push(at)
  }
  others.sort((a, b) => (looked[a] ?? 0) - (looked[b] ?? 0) || a - b)
  return [...waiting, ...others.slice(0, left)].map((at) => at + base)
}
