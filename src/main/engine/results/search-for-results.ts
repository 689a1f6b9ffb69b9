import type { ObjectsPage } from '../../../shared/files/objects.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { FoundResult, OutstandingJob } from '../jobs/job-store.ts'
import { KeySpace, pageSize } from './key-space.ts'

/** How long an estimate of the density is used. */
const densityMs = 30 * 60_000

/** A job to search for. */
export type JobToSearch = Pick<OutstandingJob, 'id' | 'messageId'>

/** Options of a search. */
export interface SearchOptions {
  /** The MessageId to start from. Earlier ones follow at the end. Default: the first. */
  readonly from?: string | null
  readonly space: KeySpace
  readonly now: number
  /** Takes one request from the budget. Returns true if it may be made. */
  readonly mayRequest: () => boolean
  /** Called after each successful request. */
  readonly onResponse: () => void
  readonly signal: AbortSignal
}

/** The outcome of a search. */
export interface SearchOutcome {
  readonly results: readonly FoundResult[]
  /** The jobs whose results would have been found. */
  readonly searchedFor: readonly JobToSearch[]
  /**
   * The MessageId to start from next time, because the budget was used up. `null` if all jobs were searched
   * for.
   */
  readonly next: string | null
}

/**
 * Searches the out bucket for results of jobs: objects whose keys start with the MessageId and a hyphen. It
 * chooses the cheapest way: where the jobs are dense among the objects, one page of the bucket covers many of
 * them; elsewhere each job takes one listing of its own prefix. So it makes at most one request per job, and
 * never many more than the bucket has pages. It ends early when the budget is used up.
 *
 * @throws EngineError the errors of the listing
 */
export async function searchForResults(
  queue: JobQueue,
  jobs: readonly JobToSearch[],
  options: SearchOptions,
): Promise<SearchOutcome> {
  const sorted = jobs.toSorted((one, other) => (one.messageId < other.messageId ? -1 : 1))
  const { from = null } = options
  const start = from === null ? 0 : sorted.filter(({ messageId }) => messageId < from).length
  const results: FoundResult[] = []
  const searchedFor: JobToSearch[] = []
  for (const part of [sorted.slice(start), sorted.slice(0, start)]) {
    const search = new Search(queue, part, options)
    await search.run()
    for (const result of search.results.values()) results.push(result)
    for (const job of part.slice(0, search.at)) searchedFor.push(job)
    const next = part[search.at]
    if (next !== undefined) return { results, searchedFor, next: next.messageId }
  }
  return { results, searchedFor, next: null }
}

class Search {
  /** Keyed by object, because a page may end in the middle of a job's results, which are then listed again. */
  readonly results = new Map<string, FoundResult>()
  /** The first job that was not searched for. */
  at = 0
  readonly #queue: JobQueue
  readonly #sorted: readonly JobToSearch[]
  readonly #options: SearchOptions
  readonly #byId: ReadonlyMap<string, JobToSearch>
  /**
   * True if pages are of no use, because the server starts each at the first object, or the last one covered
   * only one job.
   */
  #prefersPrefixes = false

  constructor(queue: JobQueue, sorted: readonly JobToSearch[], options: SearchOptions) {
    this.#queue = queue
    this.#sorted = sorted
    this.#options = options
    this.#byId = new Map(sorted.map((job) => [job.messageId, job]))
  }

  async run(): Promise<void> {
    for (;;) {
      const job = this.#sorted[this.at]
      if (job === undefined || !this.#options.mayRequest()) return
      if (this.#isPageCheaper(job)) await this.#listPage(job)
      else await this.#listPrefix(job)
    }
  }

  /** True if a page that starts at this job would cover the next one too. */
  #isPageCheaper({ messageId }: JobToSearch): boolean {
    const { space, now } = this.#options
    const next = this.#sorted[this.at + 1]
    if (this.#prefersPrefixes || next === undefined) return false
    if (!space.isKnown(now, densityMs)) return true
    const between = space.between(messageId, next.messageId)
    return between === null || between < pageSize
  }

  async #listPrefix({ messageId }: JobToSearch): Promise<void> {
    const prefix = `${messageId}-`
    const { objects } = await this.#list({ prefix })
    // A server without prefix support lists everything.
    this.#keep(objects.filter(({ key }) => key.startsWith(prefix)))
    this.at += 1
  }

  async #listPage({ messageId }: JobToSearch): Promise<void> {
    const { space, now } = this.#options
    const { objects, next } = await this.#list({ after: messageId })
    const first = objects[0]
    const last = objects.at(-1)
    if (first !== undefined && first.key <= messageId) {
      this.#prefersPrefixes = true
      return
    }
    this.#keep(objects)
    if (next === null || last === undefined) {
      space.learnEnd(messageId, objects.length, now)
      this.at = this.#sorted.length
      return
    }
    space.learn(messageId, last.key, objects.length, now)
    const before = this.at
    // The dot is the character after the hyphen, so all of a job's keys sort before its id with a dot.
    const isCovered = (job: JobToSearch | undefined): boolean =>
      job !== undefined && `${job.messageId}.` <= last.key
    while (isCovered(this.#sorted[this.at])) this.at += 1
    // The job has more results than fit in a page.
    if (this.at === before) this.at += 1
    this.#prefersPrefixes = this.at - before === 1 && space.between(messageId, messageId) === null
  }

  async #list(from: { readonly prefix: string } | { readonly after: string }): Promise<ObjectsPage> {
    const { signal, onResponse } = this.#options
    const page = await this.#queue.list('out', { ...from, limit: pageSize, signal })
    onResponse()
    return page
  }

  #keep(objects: ObjectsPage['objects']): void {
    const bucket = this.#queue.names.bucket('out')
    for (const { key, size, modifiedAt } of objects) {
      const job = this.#jobOf(key)
      if (job === null) continue
      const name = key.slice(job.messageId.length + 1)
      this.results.set(key, { jobId: job.id, bucket, key, name: nameOf(name), size, modifiedAt })
    }
  }

  /** Returns the job whose MessageId and a hyphen start the key. */
  #jobOf(key: string): JobToSearch | null {
    for (let hyphen = key.indexOf('-'); hyphen !== -1; hyphen = key.indexOf('-', hyphen + 1)) {
      const job = this.#byId.get(key.slice(0, hyphen))
      if (job !== undefined && hyphen + 1 < key.length) return job
    }
    return null
  }
}

/** remotejob 2.x calls a result without a key `undefined`. */
function nameOf(name: string): string {
  return name === 'undefined' ? 'output' : name
}
