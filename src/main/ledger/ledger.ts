import { defaultRetention, type Retention } from '../../shared/history.ts'
import type { ClaimJournal, HeldClaim } from '../engine/claims/claim-journal.ts'
import type { RequestCounts } from '../engine/aws/transport/request-counter.ts'
import type {
  TransferJournal,
  UnfinishedSave,
  UnfinishedUpload,
} from '../engine/transfers/transfer-journal.ts'
import { claimJournal } from './claim-journal.ts'
import { readFormerJournal, setFormerJournalAside } from './legacy-journal.ts'
import { History } from './history.ts'
import { LedgerChannel } from './ledger-channel.ts'
import type { RequestRow } from './ledger-message.ts'
import { parseLeftBehind } from './unfinished-work.ts'
import { transferJournal } from './transfer-journal.ts'

/** Where the ledger's parts lie. */
export interface LedgerOptions {
  /** The script of the thread that owns the database: built, or the source where Node runs that. */
  readonly workerUrl: URL
  /** The list of unfinished uploads that earlier versions kept: taken over once, then set aside. */
  readonly formerJournal?: string
  /** How long jobs are kept; a year and a million of them unless it is said. */
  readonly retention?: Retention
}

/** What opening the ledger found. */
export interface OpenedLedger {
  readonly ledger: Ledger
  /** What a former run left, oldest first each. */
  readonly uploads: readonly UnfinishedUpload[]
  readonly saves: readonly UnfinishedSave[]
  readonly claims: readonly HeldClaim[]
  /** Where a damaged ledger was set aside, or `null`. What of its unfinished work could be read is here all the same. */
  readonly damagedFile: string | null
  /** The ledger of a newer app, or `null`. It is left as it is, and another one lies beside it. */
  readonly newerFile: string | null
}

/** The requests that were made, by day. */
export interface RequestLog {
  /** Adds to a day's counts (`2026-11-24`). Lazy: a crash may take the last moment's. */
  add(day: string, connectionId: string, counts: RequestCounts): void
  /** Each count of that day and later. @throws EngineError INTERNAL */
  since(day: string): Promise<readonly RequestRow[]>
}

/**
 * What this app did, on disk: each job submitted, claimed and saved here, and what is needed to go on with what
 * is unfinished. An SQLite database that a thread of its own owns, so that no flush holds up the caller.
 */
export class Ledger {
  readonly transfers: TransferJournal
  readonly claims: ClaimJournal
  readonly requests: RequestLog
  readonly history: History
  readonly #channel: LedgerChannel

  private constructor(channel: LedgerChannel, history: History) {
    this.#channel = channel
    this.history = history
    this.transfers = transferJournal(channel)
    this.claims = claimJournal(channel)
    this.requests = {
      add: (day, connectionId, counts) => {
        channel.writeLazily({ op: 'requests:add', day, connectionId, counts })
      },
      since: (day) => channel.read('requests:since', { day }),
    }
  }

  /**
   * Opens the ledger at `path`, made where it is missing. One process at a time may have it open.
   * @throws EngineError DISK_FULL; INTERNAL where the folder cannot be written.
   */
  static async open(path: string, options: LedgerOptions): Promise<OpenedLedger> {
    const { workerUrl, formerJournal, retention = defaultRetention } = options
    const formerUploads = formerJournal === undefined ? [] : await readFormerJournal(formerJournal)
    const channel: LedgerChannel = new LedgerChannel(
      workerUrl,
      { path, formerUploads, retention },
      {
        onChange: () => history.changed(),
        onDamaged: (file) => history.setAside('damaged', file),
      },
    )
    const history = new History(channel, retention)
    const { left, damagedFile, newerFile } = await channel.opened
    if (formerJournal !== undefined) await setFormerJournalAside(formerJournal)
    if (newerFile !== null) history.setAside('newer', newerFile)
    if (damagedFile !== null) history.setAside('damaged', damagedFile)
    return { ledger: new Ledger(channel, history), ...parseLeftBehind(left), damagedFile, newerFile }
  }

  /** Writes what waits, then closes; later steps are refused. */
  close(): Promise<void> {
    return this.#channel.close()
  }
}
