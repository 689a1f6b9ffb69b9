import { isDamage, openDatabase, setAside } from './database.ts'
import { exportText } from './export-text.ts'
import { faultOf } from './ledger-fault.ts'
import type {
  LeftBehind,
  LedgerFault,
  LedgerRead,
  LedgerReadName,
  LedgerReads,
  LedgerWorkerData,
  LedgerWrite,
} from '../ledger-message.ts'
import { Tables } from './tables.ts'
import type { Retention } from '../../../shared/history.ts'

/** Jobs indexed or removed at once: a few milliseconds, for which a step may have to wait. */
const slice = 200
/** How often what is past the limit is looked for. */
const sweepMs = 60 * 60 * 1_000

const diskCodes = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_READONLY', 'SQLITE_CANTOPEN']

/** The ledger as the worker thread holds it: every call is done when it returns. */
export class LedgerFile {
  /** Where a damaged ledger was set aside, or `null`. */
  damagedFile: string | null
  /** The ledger of a newer app, which is left alone, or `null`. */
  readonly newerFile: string | null
  readonly #path: string
  #tables: Tables
  #retention: Retention
  #sweepAt = 0
  /** While what is past the limit is being removed: how many jobs there are. */
  #sweeping: number | null = null

  private constructor(opened: ReturnType<typeof openDatabase>, retention: Retention) {
    this.#path = opened.path
    this.damagedFile = opened.damagedFile
    this.newerFile = opened.newerFile
    this.#tables = new Tables(opened.connection)
    this.#retention = retention
  }

  /** Opens it, and takes over the uploads that an earlier version's list left. */
  static open({ path, formerUploads, retention }: LedgerWorkerData): LedgerFile {
    const file = new LedgerFile(openDatabase(path), retention)
    // Those of a list that could not be set aside are known already, and may be done.
    const fresh = formerUploads.filter((upload) => !file.#tables.knows(upload))
    file.#tables.write(
      fresh.flatMap(({ step, ...upload }) => {
        const at = upload.createdAt
        const plan = { op: 'upload:plan', upload, at } as const
        return [plan, { op: 'upload:advance', id: upload.id, step, jobId: null, at }] as const
      }),
    )
    return file
  }

  /** What a former run left. */
  left(): LeftBehind {
    return this.#tables.left()
  }

  /**
   * Writes in one transaction; what cannot be written on its own either is answered by its place. Where the
   * database turns out to be damaged it is set aside, and the writes go into a fresh one.
   */
  write(writes: readonly LedgerWrite[]): ReadonlyMap<number, LedgerFault> {
    const faults = new Map<number, LedgerFault>()
    if (writes.length === 0) return faults
    try {
      this.#mending(() => {
        this.#tables.write(writes)
      })
    } catch (error) {
      const fault = faultOf(error)
      // One that cannot be written must not take the others with it; a disk that is full takes all.
      const alone = writes.length > 1 && !diskCodes.some((code) => fault.code.startsWith(code))
      for (const [index, write] of writes.entries()) {
        const left = alone ? this.#faultAlone(write) : fault
        if (left !== null) faults.set(index, left)
      }
    }
    return faults
  }

  read({ name, ask }: LedgerRead): unknown {
    return this.#mending(() => this.#readers[name](ask as never))
  }

  /** A slice of the work that nobody waits for. Answers what was done, and `null` where nothing is left to do. */
  tend(now: number): 'indexed' | 'removed' | null {
    return this.#mending(() => {
      if (this.#tables.index.slice(slice) > 0) return 'indexed'
      if (this.#sweeping === null && now < this.#sweepAt) return null
      const { retention } = this.#tables
      this.#sweeping ??= retention.count()
      const removed = retention.slice(this.#retention, this.#sweeping, now, slice)
      this.#sweeping -= removed
      if (removed > 0) return 'removed'
      this.#sweeping = null
      this.#sweepAt = now + sweepMs
      return null
    })
  }

  readonly #readers: {
    readonly [N in LedgerReadName]: (ask: LedgerReads[N]['ask']) => LedgerReads[N]['answer']
  } = {
    'multipart:find': ({ transferId }) => this.#tables.multipart.find(transferId),
    'multipart:abandoned': ({ connectionId }) => this.#tables.multipart.abandoned(connectionId),
    'claim:done': (job) => this.#tables.doneAt(job),
    'requests:since': ({ day }) => this.#tables.requests.since(day),
    'history:page': ({ filter, before, limit }) => this.#tables.history.page(filter, before, limit),
    'history:text': ({ filter, before, limit, format }) => {
      const { jobs, next } = this.#tables.history.page(filter, before, limit)
      return { text: exportText(jobs, format), jobs: jobs.length, next }
    },
    'history:count': () => this.#tables.retention.count(),
    'history:retain': (retention) => {
      this.#retention = retention
      this.#sweepAt = 0
      return null
    },
    close: () => {
      this.#tables.connection.close()
      return null
    },
  }

  #faultAlone(write: LedgerWrite): LedgerFault | null {
    try {
      this.#tables.write([write])
      return null
    } catch (error) {
      return faultOf(error)
    }
  }

  /** Does it again on a fresh database where the one in use turns out to be damaged. */
  #mending<T>(work: () => T): T {
    try {
      return work()
    } catch (error) {
      if (!isDamage(error)) throw error
      this.#tables.connection.close()
      const { connection, damagedFile } = setAside(this.#path)
      this.damagedFile = damagedFile
      this.#tables = new Tables(connection)
      return work()
    }
  }
}
