import { defaultRetention, type Retention } from '../../shared/jobs/history.ts'
import type { RequestCounts } from '../engine/aws/middleware/request-counter.ts'
import type { ClaimJournal, HeldClaim } from '../engine/claims/claim-journal.ts'
import type { DepthLog } from '../engine/metrics/depth-log.ts'
import type {
  TransferJournal,
  UnfinishedSave,
  UnfinishedUpload,
} from '../engine/transfers/transfer-journal.ts'
import { claimJournal } from './claim-journal.ts'
import { depthLog } from './depth-log.ts'
import { History } from './history.ts'
import { LedgerJobs } from './job-store.ts'
import { LedgerChannel } from './ledger-channel.ts'
import type { RequestCountRow } from './ledger-requests.ts'
import { readLegacyJournal, retireLegacyJournal } from './legacy-journal.ts'
import { transferJournal } from './transfer-journal.ts'
import { parseUnfinishedWork } from './unfinished-work.ts'

/** How to open a {@link Ledger}. */
export interface LedgerOptions {
  /** The script of the thread that owns the database: the built one, or the source if Node can run it. */
  readonly workerUrl: URL
  /** The journal in which earlier versions kept unfinished uploads. It is imported once and then renamed. */
  readonly legacyJournal?: string
  /** How long to keep jobs. Default: one year and one million jobs. */
  readonly retention?: Retention
  /** Called if the thread exits unexpectedly. Nothing can be recorded from then on. */
  readonly onEnded?: (error: unknown) => void
}

/** The result of opening the ledger. */
export interface OpenedLedger {
  readonly ledger: Ledger
  /** The previous session's unfinished work, oldest first. */
  readonly uploads: readonly UnfinishedUpload[]
  readonly saves: readonly UnfinishedSave[]
  readonly claims: readonly HeldClaim[]
  /** The path of a quarantined damaged ledger, or `null`. Its readable unfinished work is included above. */
  readonly damagedFile: string | null
  /**
   * The path of a ledger from a newer version of the app, or `null`. It stays unchanged, and a separate one
   * next to it is used.
   */
  readonly newerFile: string | null
}

/** The number of AWS requests per day. */
export interface RequestCountLog {
  /** Adds to the counts of a day (`2026-11-24`). Lazy: a crash may lose the last 200 ms. */
  add(day: string, connectionId: string, counts: RequestCounts): void
  /** Returns the counts for that day and all later ones. @throws EngineError INTERNAL */
  since(day: string): Promise<readonly RequestCountRow[]>
}

/**
 * Records every job that was submitted, claimed or saved here, and all unfinished work, so that the next
 * launch can resume it. A worker thread owns the SQLite database, so flushing does not block the caller.
 */
export class Ledger {
  readonly transfers: TransferJournal
  readonly claims: ClaimJournal
  readonly requestCounts: RequestCountLog
  readonly depths: DepthLog
  readonly history: History
  readonly jobs: LedgerJobs
  readonly #channel: LedgerChannel

  private constructor(channel: LedgerChannel, history: History, jobs: LedgerJobs) {
    this.#channel = channel
    this.jobs = jobs
    this.history = history
    this.transfers = transferJournal(channel)
    this.claims = claimJournal(channel)
    this.depths = depthLog(channel)
    this.requestCounts = {
      add: (day, connectionId, counts) => {
        channel.writeLazily({ op: 'request-counts:add', day, connectionId, counts })
      },
      since: (day) => channel.request('request-counts:since', { day }),
    }
  }

  /**
   * Opens the ledger at `path`, or creates it. Only one process may have it open.
   * @throws EngineError DISK_FULL, SAVE_FOLDER_READ_ONLY, DISK_FAILED; INTERNAL
   */
  static async open(path: string, options: LedgerOptions): Promise<OpenedLedger> {
    const { workerUrl, legacyJournal, retention = defaultRetention, onEnded = () => {} } = options
    const legacyUploads = legacyJournal === undefined ? [] : await readLegacyJournal(legacyJournal)
    const channel: LedgerChannel = new LedgerChannel(
      workerUrl,
      { path, legacyUploads, retention },
      {
        onChange: () => {
          history.noteChange()
          jobs.noteChange()
        },
        onDamaged: (file) => history.noteHiddenFile('damaged', file),
        onEnded,
      },
    )
    const history = new History(channel, retention)
    const jobs: LedgerJobs = new LedgerJobs(channel)
    const { unfinished, damagedFile, newerFile } = await channel.opened
    if (legacyJournal !== undefined) await retireLegacyJournal(legacyJournal)
    if (newerFile !== null) history.noteHiddenFile('newer', newerFile)
    if (damagedFile !== null) history.noteHiddenFile('damaged', damagedFile)
    return {
      ledger: new Ledger(channel, history, jobs),
      ...parseUnfinishedWork(unfinished),
      damagedFile,
      newerFile,
    }
  }

  /** Writes everything pending and closes the ledger. Later calls are rejected. */
  close(): Promise<void> {
    return this.#channel.close()
  }
}
