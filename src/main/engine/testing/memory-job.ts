import { noJobs, type JobState } from '../../../shared/jobs/job-state.ts'
import type { JobEvent, JobScope } from '../../../shared/jobs/jobs.ts'
import type { JobStore, StoredJob, StoredResult } from '../jobs/job-store.ts'

/** A job in an in-memory store. */
export interface MemoryJob {
  stored: StoredJob
  readonly events: JobEvent[]
  readonly fields: Record<string, string>
  readonly results: StoredResult[]
  readonly again: number[]
  from: number | null
  searchedAt: number | null
}

export interface MemoryGroup {
  readonly id: number
  readonly name: string
}

export function isIn(job: StoredJob, { connectionId, queue }: JobScope): boolean {
  return (
    (connectionId === null || job.connectionId === connectionId) && (queue === null || job.queue === queue)
  )
}

export function countsOf(jobs: readonly MemoryJob[]): Record<JobState, number> {
  const counts = noJobs()
  for (const { stored } of jobs) counts[stored.state] += 1
  return counts
}

export function countsByQueue(jobs: readonly MemoryJob[]): Awaited<ReturnType<JobStore['counts']>> {
  const byQueue = new Map<string, MemoryJob[]>()
  for (const job of jobs) {
    const key = `${job.stored.connectionId} ${job.stored.queue}`
    byQueue.set(key, [...(byQueue.get(key) ?? []), job])
  }
  return [...byQueue.values()].map((ofQueue) => ({
    connectionId: ofQueue[0]?.stored.connectionId ?? '',
    queue: ofQueue[0]?.stored.queue ?? '',
    counts: countsOf(ofQueue),
  }))
}

/** Returns a job that was sent at this time. */
export function sentJob(id: number, at: number, given: Partial<StoredJob>): StoredJob {
  return {
    kind: 'job',
    id,
    connectionId: 'local',
    queue: 'demo',
    direction: 'in',
    key: `key-${id}`,
    messageId: `message-${id}`,
    name: `job ${id}`,
    fileName: `file-${id}.txt`,
    size: 10,
    state: 'queued',
    step: 'sent',
    createdAt: at,
    changedAt: at,
    attempt: null,
    maxReceives: null,
    results: { found: 0, new: 0, saved: 0 },
    error: null,
    claimId: null,
    uploadId: null,
    groupId: null,
    savedPath: null,
    sourcePath: null,
    ...given,
  }
}
