import type { WireError } from '../../../shared/errors.ts'
import type { JobState } from '../../../shared/jobs/job-state.ts'
import type { JobStep } from '../../../shared/jobs/job-steps.ts'
import type { JobSelection, JobsView, SelectedJobs } from '../../../shared/jobs/jobs.ts'
import { Emitter } from '../async/emitter.ts'
import type {
  FoundResult,
  JobStore,
  OutstandingJob,
  StepTimes,
  StoredDetail,
  StoredJob,
  StoredWindow,
} from '../jobs/job-store.ts'
import { countsByQueue, countsOf, isIn, sentJob, type MemoryGroup, type MemoryJob } from './memory-job.ts'
import { entriesOf, jobsMatching, sortedJobs } from './memory-job-view.ts'

const ended: ReadonlySet<JobState> = new Set(['result', 'finished', 'lost', 'dead', 'failed', 'withdrawn'])

/** A {@link JobStore} in memory. It implements the interface without regard for speed. */
export class MemoryJobStore implements JobStore {
  readonly jobsInOrder: MemoryJob[] = []
  readonly groups: MemoryGroup[] = []
  /** The number of calls by name. */
  readonly calls: Partial<Record<keyof JobStore, number>> = {}
  readonly #changed = new Emitter()
  #lastResult = 0

  /** Adds a job, which was sent by default. Returns its id. */
  add(job: Partial<StoredJob> & { readonly fields?: Record<string, string> } = {}): number {
    const { fields = {}, ...given } = job
    const id = this.jobsInOrder.length + 1
    const at = id * 1_000
    const stored = sentJob(id, at, given)
    const events = [{ at, what: stored.step, detail: null }]
    this.jobsInOrder.push({ stored, events, fields, results: [], again: [], from: null, searchedAt: null })
    this.#changed.emit()
    return id
  }

  change(id: number, change: Partial<StoredJob>): void {
    const job = this.#get(id)
    job.stored = { ...job.stored, ...change }
    this.#changed.emit()
  }

  async window(view: JobsView, offset: number, limit: number): Promise<StoredWindow> {
    this.#count('window')
    const all = entriesOf(this, view)
    return { total: all.length, entries: all.slice(offset, offset + limit), isComplete: true }
  }

  async locate(view: JobsView, id: number): Promise<number | null> {
    const index = entriesOf(this, view).findIndex((entry) => entry.kind === 'job' && entry.job.id === id)
    return index === -1 ? null : index
  }

  async ids(view: JobsView, before: number | null, limit: number): Promise<readonly number[]> {
    this.#count('ids')
    return jobsMatching(this, view)
      .map(({ stored }) => stored.id)
      .toSorted((one, other) => other - one)
      .filter((id) => before === null || id < before)
      .slice(0, limit)
  }

  async order(view: JobsView): Promise<Int32Array> {
    const flat = { ...view, expanded: [] }
    const jobs = sortedJobs(this, flat).map(({ stored }) => stored.id)
    return Int32Array.from(jobs)
  }

  async range(view: JobsView, offset: number, limit: number): Promise<readonly number[]> {
    return entriesOf(this, view)
      .slice(offset, offset + limit)
      .flatMap((entry) => (entry.kind === 'job' ? [entry.job.id] : []))
  }

  async selected(selection: JobSelection): Promise<SelectedJobs> {
    const ids = selection.kind === 'some' ? selection.ids : await this.order(selection.view)
    const except = selection.kind === 'some' ? [] : selection.except
    const jobs = this.jobsInOrder.filter(({ stored: { id } }) => ids.includes(id) && !except.includes(id))
    return {
      jobs: jobs.length,
      counts: countsOf(jobs),
      withResults: jobs.filter(({ stored }) => stored.results.found > 0).length,
      claimIds: jobs.flatMap(({ stored: { state, claimId } }) =>
        state === 'mine' && claimId !== null ? [claimId] : [],
      ),
    }
  }

  async times(ids: readonly number[]): Promise<ReadonlyMap<number, StepTimes>> {
    const timesOf = (id: number) => this.#get(id).events.map(({ what, at }) => [what, at] as const)
    return new Map(ids.map((id) => [id, Object.fromEntries(timesOf(id))]))
  }

  async counts(): ReturnType<JobStore['counts']> {
    this.#count('counts')
    return countsByQueue(this.jobsInOrder)
  }

  async jobs(ids: readonly number[]): Promise<readonly StoredJob[]> {
    return ids
      .flatMap((id) => this.jobsInOrder.filter(({ stored }) => stored.id === id))
      .map(({ stored }) => stored)
  }

  async describe(id: number): Promise<StoredDetail | null> {
    const job = this.jobsInOrder.find(({ stored }) => stored.id === id)
    if (job === undefined) return null
    const { stored, events, fields, from, again } = job
    const group = this.groups.find((one) => one.id === stored.groupId)
    const members = this.jobsInOrder.filter((other) => other.stored.groupId === stored.groupId)
    return {
      job: stored,
      group: group === undefined ? null : { ...group, jobs: members.length },
      results: job.results.toReversed(),
      events: [...events],
      fields,
      from,
      again: [...again],
    }
  }

  async outstanding(connectionId: string, queue: string, limit: number): Promise<readonly OutstandingJob[]> {
    this.#count('outstanding')
    return this.jobsInOrder
      .filter(({ stored }) => isIn(stored, { connectionId, queue }))
      .filter(({ stored }) => stored.state === 'queued')
      .toSorted((one, other) => (one.searchedAt ?? 0) - (other.searchedAt ?? 0))
      .slice(0, limit)
      .flatMap(({ stored: { id, messageId, createdAt }, searchedAt }) =>
        messageId === null ? [] : [{ id, messageId, sentAt: createdAt, searchedAt }],
      )
  }

  async withResults(
    connectionId: string,
    queue: string,
    { now, all, limit }: Parameters<JobStore['withResults']>[2],
  ): Promise<readonly OutstandingJob[]> {
    return this.jobsInOrder
      .filter(({ stored }) => isIn(stored, { connectionId, queue }))
      .filter(({ results, searchedAt }) => {
        const last = results.at(-1)?.foundAt
        return last !== undefined && (all || now - (searchedAt ?? 0) >= (now - last) / 4)
      })
      .slice(0, limit)
      .map(({ stored: { id, messageId, createdAt }, searchedAt }) => ({
        id,
        messageId: messageId ?? '',
        sentAt: createdAt,
        searchedAt,
      }))
  }

  async noteSearched(ids: readonly number[], at: number): Promise<void> {
    for (const id of ids) this.#get(id).searchedAt = at
  }

  async unknownResults(results: readonly FoundResult[]): Promise<readonly FoundResult[]> {
    return results.filter(({ jobId, key }) => !this.#get(jobId).results.some((known) => known.key === key))
  }

  async withMessageIds(
    connectionId: string,
    queue: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    const found = this.#of(connectionId, queue).filter(({ messageId }) => ids.includes(messageId ?? ''))
    return new Map(found.map(({ messageId, id }) => [messageId ?? '', id]))
  }

  async withKeys(
    connectionId: string,
    queue: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, number>> {
    const found = this.#of(connectionId, queue).filter(({ key }) => keys.includes(key ?? ''))
    return new Map(found.map(({ key, id }) => [key ?? '', id]))
  }

  async addResults(
    results: readonly FoundResult[],
    searchedFor: readonly number[],
    at: number,
  ): Promise<void> {
    this.#count('addResults')
    for (const id of searchedFor) this.#get(id).searchedAt = at
    let isNew = false
    for (const { jobId, bucket, key, name, size, modifiedAt } of results) {
      const job = this.#get(jobId)
      if (job.results.some((known) => known.bucket === bucket && known.key === key)) continue
      this.#lastResult += 1
      const none = { openedAt: null, savedAt: null, savedPath: null }
      job.results.push({ id: this.#lastResult, bucket, key, name, size, modifiedAt, foundAt: at, ...none })
      this.#recount(job, at)
      isNew = true
    }
    if (isNew) this.#changed.emit()
  }

  async markResult(id: number, what: 'opened' | 'saved', at: number, path: string | null): Promise<void> {
    for (const job of this.jobsInOrder) {
      const index = job.results.findIndex((result) => result.id === id)
      const result = job.results[index]
      if (result === undefined) continue
      const mark = what === 'opened' ? { openedAt: at } : { savedAt: at, savedPath: path }
      job.results[index] = { ...result, ...mark }
      this.#recount(job, at)
    }
    this.#changed.emit()
  }

  async markAllOpened(jobIds: readonly number[], at: number): Promise<void> {
    for (const id of jobIds) {
      const job = this.#get(id)
      job.results.forEach((result, index) => (job.results[index] = { ...result, openedAt: at }))
      this.#recount(job, at)
    }
    this.#changed.emit()
  }

  async unmarkOpened(jobIds: readonly number[], markedAt: number): Promise<void> {
    for (const id of jobIds) {
      const job = this.#get(id)
      job.results.forEach((result, index) => {
        if (result.openedAt === markedAt) job.results[index] = { ...result, openedAt: null }
      })
      this.#recount(job, markedAt)
    }
    this.#changed.emit()
  }

  async note(
    id: number,
    step: JobStep,
    at: number,
    why: { readonly error?: WireError; readonly detail?: string; readonly messageId?: string } = {},
  ): Promise<void> {
    const job = this.#get(id)
    job.events.push({ at, what: step, detail: why.detail ?? null })
    const state = step === 'cancelled' ? 'withdrawn' : step === 'failed' ? 'failed' : job.stored.state
    const messageId = why.messageId ?? job.stored.messageId
    job.stored = { ...job.stored, messageId, step, state, changedAt: at, error: why.error ?? null }
    this.#changed.emit()
  }

  async addSentAgain(from: number, messageId: string, at: number): Promise<void> {
    const { id: _id, ...job } = this.#get(from).stored
    const again = this.add({ ...job, messageId, step: 'sent', state: 'queued', createdAt: at, changedAt: at })
    await this.link(from, again)
  }

  async link(from: number, again: number): Promise<void> {
    this.#get(from).again.push(again)
    this.#get(again).from = from
    this.#changed.emit()
  }

  async forget(ids: readonly number[]): Promise<number> {
    const before = this.jobsInOrder.length
    const kept = this.jobsInOrder.filter(({ stored }) => !ids.includes(stored.id) || !ended.has(stored.state))
    this.jobsInOrder.splice(0, before, ...kept)
    this.#changed.emit()
    return before - kept.length
  }

  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  #get(id: number): MemoryJob {
    const job = this.jobsInOrder.find(({ stored }) => stored.id === id)
    if (job === undefined) throw new Error(`There is no job ${id}.`)
    return job
  }

  #of(connectionId: string, queue: string): StoredJob[] {
    return this.jobsInOrder.map(({ stored }) => stored).filter((job) => isIn(job, { connectionId, queue }))
  }

  #count(call: keyof JobStore): void {
    this.calls[call] = (this.calls[call] ?? 0) + 1
  }

  #recount(job: MemoryJob, at: number): void {
    const found = job.results.length
    const unseen = job.results.filter(({ openedAt, savedAt }) => openedAt === null && savedAt === null)
    const saved = job.results.filter(({ savedAt }) => savedAt !== null).length
    const state = unseen.length > 0 ? 'result' : 'finished'
    const results = { found, new: unseen.length, saved }
    job.stored = { ...job.stored, results, state, changedAt: at }
  }
}
