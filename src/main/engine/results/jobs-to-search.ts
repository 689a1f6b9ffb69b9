import type { OutstandingJob } from '../jobs/job-store.ts'
import type { JobToSearch } from './search-for-results.ts'

const secondMs = 1_000
const minuteMs = 60 * secondMs
/** The search interval for a job, as a share of the time since it was sent. */
const shareOfAge = 1 / 10
const minIntervalMs = 2 * secondMs
const maxMs = 30 * minuteMs
/** How old the time on disk may be. Writing it after every search would cost more than the search. */
const persistedMs = 5 * minuteMs

/** Decides which waiting jobs of a job queue are due for a search. */
export class JobsToSearch {
  /** Keyed by job: the last search in this session. */
  #searchedAt = new Map<number, number>()

  /**
   * Returns the jobs to search for now. The older a job, the less often it is included. `hintedAt` is when a
   * job may have ended in the queue. All jobs not searched for since then are due.
   */
  due(outstanding: readonly OutstandingJob[], now: number, hintedAt: number): JobToSearch[] {
    const before = this.#searchedAt
    this.#searchedAt = new Map()
    const due: JobToSearch[] = []
    for (const { id, messageId, sentAt, searchedAt } of outstanding) {
      const last = Math.max(before.get(id) ?? -Infinity, searchedAt ?? -Infinity)
      this.#searchedAt.set(id, last)
      const waitMs = Math.min(maxMs, Math.max(minIntervalMs, (now - sentAt) * shareOfAge))
      if (last < hintedAt || now - last >= waitMs) due.push({ id, messageId })
    }
    return due
  }

  /** Records which jobs were searched for. Returns the ids whose time should be written to disk. */
  note(
    jobs: readonly JobToSearch[],
    outstanding: readonly OutstandingJob[],
    now: number,
    all: boolean,
  ): number[] {
    const onDisk = new Map(outstanding.map(({ id, searchedAt }) => [id, searchedAt]))
    const toWrite: number[] = []
    for (const { id } of jobs) {
      const searchedAt = onDisk.get(id)
      if (searchedAt === undefined) continue
      this.#searchedAt.set(id, now)
      if (all || searchedAt === null || now - searchedAt > persistedMs) toWrite.push(id)
    }
    return toWrite
  }
}
