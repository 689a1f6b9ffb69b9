import type { Retention } from '../../../shared/jobs/history.ts'
import type { LedgerFault, LedgerWorkerData, LedgerWrite, StoredUnfinishedWork } from '../ledger-message.ts'
import type { LedgerRequest, LedgerRequestName, LedgerRequests } from '../ledger-requests.ts'
import { changesJobs } from './changes-jobs.ts'
import { isDamage, openDatabase, quarantine } from './database.ts'
import { JobLists } from './lists/job-lists.ts'
import { toLedgerFault } from './ledger-fault.ts'
import { Tables } from './tables.ts'

/**
 * The number of jobs to index or remove at once. This takes a few milliseconds, and a batch may have to wait for it.
 */
const jobsPerSlice = 200
/** The number of jobs from an earlier version to list at once. */
const refillPerSlice = 250
/** How often expired jobs are removed. */
const sweepMs = 60 * 60 * 1_000

const diskCodes = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN']

/** The ledger in its worker thread. All calls are synchronous. */
export class LedgerFile {
  /** The path of a quarantined damaged ledger, or `null`. */
  damagedFile: string | null
  /** The path of a ledger from a newer version, which stays unchanged, or `null`. */
  readonly newerFile: string | null
  readonly #path: string
  #tables: Tables
  #lists: JobLists
  #retention: Retention
  #nextSweepAt = 0
  /** True if jobs have changed since the orders by name and size were read. */
  #isOrderStale = false
  /** The number of remaining jobs during a sweep, otherwise `null`. */
  #sweepCount: number | null = null

  private constructor(opened: ReturnType<typeof openDatabase>, retention: Retention) {
    this.#path = opened.path
    this.damagedFile = opened.damagedFile
    this.newerFile = opened.newerFile
    this.#tables = new Tables(opened.connection)
    this.#lists = new JobLists(this.#tables)
    this.#retention = retention
  }

  /** Opens the ledger and imports the unfinished uploads from the legacy journal. */
  static open({ path, legacyUploads, retention }: LedgerWorkerData): LedgerFile {
    const file = new LedgerFile(openDatabase(path), retention)
    // A journal that could not be renamed is imported again. Its uploads are already known and may be done.
    const added = legacyUploads.filter((upload) => !file.#tables.hasUpload(upload))
    file.#tables.write(
      added.flatMap(({ step, ...upload }) => {
        const at = upload.createdAt
        const plan = { op: 'upload:plan', upload, at } as const
        return [plan, { op: 'upload:advance', id: upload.id, step, jobId: null, error: null, at }] as const
      }),
    )
    return file
  }

  /** Returns the previous session's unfinished work. */
  unfinished(): StoredUnfinishedWork {
    return this.#tables.unfinished()
  }

  /**
   * Runs the writes in one transaction, or one by one if that fails. Returns the faults by the index of their
   * write. A damaged database is quarantined, and the writes go into a new one.
   */
  write(writes: readonly LedgerWrite[]): ReadonlyMap<number, LedgerFault> {
    const faults = new Map<number, LedgerFault>()
    if (writes.length === 0) return faults
    if (writes.some(changesJobs)) this.#isOrderStale = true
    try {
      this.#withRecovery(() => {
        this.#tables.write(writes)
      })
    } catch (error) {
      const fault = toLedgerFault(error)
      // One bad write must not affect the others, but a full disk affects all of them.
      const oneByOne = writes.length > 1 && !diskCodes.some((code) => fault.code.startsWith(code))
      for (const [index, write] of writes.entries()) {
        const remaining = oneByOne ? this.#writeAlone(write) : fault
        if (remaining !== null) faults.set(index, remaining)
      }
    }
    this.#lists.follow()
    for (const write of writes) {
      if (write.op !== 'results:add') continue
      this.#lists.noteSearched(write.searchedFor, write.at)
      this.#lists.noteFound(write.results, write.at)
    }
    return faults
  }

  /** Returns the request's result. @throws SQLite's error */
  handle({ name, params }: LedgerRequest): unknown {
    return this.#withRecovery(() => this.#handlers[name](params as never))
  }

  /** Prepares lists for a few milliseconds. See {@link JobLists.prepare}. */
  prepareLists(): ReturnType<JobLists['prepare']> {
    return this.#withRecovery(() => this.#lists.prepare())
  }

  /** Indexes, lists or removes a few jobs. Returns what it did, or `null` if nothing is left to do. */
  runMaintenance(now: number): 'indexed' | 'listed' | 'removed' | null {
    return this.#withRecovery(() => {
      if (this.#tables.index.indexNext(jobsPerSlice) > 0) return 'indexed'
      if (this.#tables.transaction(() => this.#tables.refill.listNext(refillPerSlice)) > 0) {
        this.#lists.follow()
        return 'listed'
      }
      if (this.#isOrderStale) {
        this.#isOrderStale = false
        this.#lists.refreshOrders()
      }
      if (this.#sweepCount === null && now < this.#nextSweepAt) return null
      const { retention } = this.#tables
      this.#sweepCount ??= retention.count()
      const sweepCount = this.#sweepCount
      const removed = this.#tables.transaction(() =>
        retention.removeNext(this.#retention, sweepCount, now, jobsPerSlice),
      )
      this.#lists.follow()
      this.#sweepCount -= removed
      if (removed > 0) return 'removed'
      this.#sweepCount = null
      this.#nextSweepAt = now + sweepMs
      return null
    })
  }

  readonly #handlers: {
    readonly [N in LedgerRequestName]: (params: LedgerRequests[N]['params']) => LedgerRequests[N]['result']
  } = {
    'multipart:find': ({ transferId }) => this.#tables.multipart.find(transferId),
    'multipart:abandoned': ({ connectionId }) => this.#tables.multipart.abandoned(connectionId),
    'claim:done-at': (job) => this.#tables.doneAt(job),
    'request-counts:since': ({ day }) => this.#tables.requestCounts.since(day),
    'jobs:window': ({ view, ...range }) => this.#lists.window(view, range),
    'jobs:locate': ({ view, id }) => this.#lists.locate(view, id),
    'jobs:ids': ({ view, before, limit }) => this.#lists.ids(view, before, limit),
    'jobs:order': ({ view }) => this.#lists.order(view),
    'jobs:range': ({ view, offset, limit }) => this.#lists.range(view, offset, limit),
    'jobs:selected': ({ selection }) => this.#lists.selected(selection),
    'jobs:times': ({ ids }) => this.#tables.reader.times(ids),
    'jobs:counts': () => this.#tables.tally.all(),
    'jobs:some': ({ ids }) => this.#tables.reader.jobs(ids),
    'jobs:describe': ({ id }) => this.#tables.reader.describe(id),
    'jobs:outstanding': ({ connectionId, queue, limit }) =>
      this.#lists.outstanding(this.#tables.queues.id(connectionId, queue), limit),
    'jobs:answered': ({ connectionId, queue, ...options }) =>
      this.#lists.withResults(this.#tables.queues.id(connectionId, queue), options),
    'jobs:note-looked': ({ ids, at }) => {
      this.#lists.noteSearched(ids, at)
      return null
    },
    'results:unknown': ({ results }) => this.#tables.results.unknown(results),
    'jobs:with-messages': ({ connectionId, queue, ids }) =>
      this.#tables.reader.withMessageIds(this.#tables.queues.id(connectionId, queue), ids),
    'jobs:with-keys': ({ connectionId, queue, keys }) =>
      this.#tables.reader.withKeys(this.#tables.queues.id(connectionId, queue), keys),
    'jobs:forget': ({ ids }) => {
      const removed = this.#tables.forget(ids)
      this.#lists.follow()
      return removed
    },
    'depths:history': ({ queue, detail, since }) => this.#tables.depths.history(queue, detail, since),
    'depths:recent': ({ since }) => this.#tables.depths.recent(since),
    'depths:latest': () => this.#tables.depths.latest(),
    'depths:quarters': ({ since }) => this.#tables.depths.quarters(since),
    'depths:own-work': ({ queues, since }) => this.#tables.depths.ownWork(queues, since),
    'history:count': () => this.#tables.retention.count(),
    'history:retain': (retention) => {
      this.#retention = retention
      this.#nextSweepAt = 0
      return null
    },
    close: () => {
      this.#tables.connection.close()
      return null
    },
  }

  #writeAlone(write: LedgerWrite): LedgerFault | null {
    try {
      this.#tables.write([write])
      return null
    } catch (error) {
      return toLedgerFault(error)
    }
  }

  /**
   * Runs the work. If the database turns out to be damaged, quarantines it and repeats the work on a new one.
   */
  #withRecovery<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#tables.connection.close()
      const { connection, damagedFile } = quarantine(this.#path)
      this.damagedFile = damagedFile
      this.#tables = new Tables(connection)
      this.#lists = new JobLists(this.#tables)
      return work()
    }
  }
}
