import { stateNumbers } from '../state-numbers.ts'
import type { JobColumns } from './job-columns.ts'

/** In seconds. */
const minWaitSeconds = 2
/** The wait before the next search for a job's results, as a share of the time since its last result. */
const shareOfAge = 1 / 4

/**
 * Returns the ids of the jobs with results that are due for another search, or of all of them, newest first.
 * The waits are powers of two and end at the same moments for all jobs, because one listing covers many jobs.
 */
export function dueForMore(
  columns: JobColumns,
  queueId: number,
  { now, all, limit }: { readonly now: number; readonly all: boolean; readonly limit: number },
): number[] {
  const { base, end, states, queueIds, searched, foundTimes } = columns
  const seconds = Math.floor(now / 1_000)
  const due: number[] = []
  for (let at = end - base - 1; at >= 0 && due.length < limit; at -= 1) {
    const foundAt = foundTimes[at] ?? 0
    if (foundAt === 0 || queueIds[at] !== queueId) continue
    if (states[at] !== stateNumbers.result && states[at] !== stateNumbers.finished) continue
    const wait = waitAfter(seconds - foundAt)
    if (all || Math.floor(seconds / wait) > Math.floor((searched[at] ?? 0) / wait)) due.push(at + base)
  }
  return due
}

/** Returns the largest power of two that is at most {@link shareOfAge} of the age. */
function waitAfter(age: number): number {
  return 2 ** Math.floor(Math.log2(Math.max(minWaitSeconds, age * shareOfAge)))
}
