import type { Transfer } from '../../../shared/transfers.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { ProgressMeter } from './progress-meter.ts'
import type { SavedFile } from '../downloads/save-file.ts'
import type { PriorityItem } from '../async/priority-queue.ts'

/** How a transfer ended, with what the page may not see. */
export interface TransferOutcome {
  readonly transfer: Transfer
  readonly saved: SavedFile | null
  readonly error: EngineError | null
}

/** The part of a transfer that changes while it runs. */
export type TransferChange = Partial<
  Pick<
    Transfer,
    'state' | 'name' | 'bytesDone' | 'bytesTotal' | 'key' | 'jobId' | 'folder' | 'note' | 'error' | 'endedAt'
  >
>

/** How a run went: `stored` with the reason where the object is stored and its message could not be sent. */
export type RunResult = 'done' | { readonly stored: EngineError }

/** What a transfer does. */
export interface TransferWork {
  /** `null` while the connection of a former run is not ready. A connection made again brings another. */
  queue: JobQueue | null
  /** Bytes that the next run will move; `null` where that is not known. */
  readonly bytesLeft: number | null
  /**
   * Goes on from where the run before stopped. When the signal fires it stops, keeps what it has, and rejects
   * once nothing of it is under way any more.
   */
  run(signal: AbortSignal): Promise<RunResult>
  /** Writes down that it failed, so that the next start leaves it to the person. Never rejects. */
  noteFailure(): Promise<void>
  /** Writes down that the person paused it, or let it go on. Neither rejects. */
  notePause(): Promise<void>
  noteResume(): Promise<void>
  /** Takes back what a cancelled transfer left on the server, on this computer and in the journal. */
  undo(): Promise<void>
  /** Tells the journal that the person is done with it. */
  forget(): Promise<void>
}

/** One transfer as main keeps it. */
export interface TransferRecord {
  info: Transfer
  readonly meter: ProgressMeter
  /** `null` where somebody else drives it, and once it is done. */
  work: TransferWork | null
  /** Its place in the order of all that is unfinished. */
  rank: number
  /** Its place in the line, while it waits for its turn. */
  ticket: PriorityItem | null
  /** Ends its turn early, when it no longer moves bytes; `null` while it does not run. */
  release: (() => void) | null
  /** Fires when what runs is to stop; a new one for each run. */
  abort: AbortController
  /** What is under way for it: a run, or what follows one; `null` when there is nothing. */
  running: Promise<void> | null
  /** Counts what the person asked of it, so that an older wish does not come after a newer one. */
  requestCount: number
  /** Who waits for its end. */
  waiters: (() => void)[]
  saved: SavedFile | null
  failure: EngineError | null
}

/** A record that has yet to start. `facts` needs only what is known at once. */
export function newRecord(
  facts: Pick<Transfer, 'id' | 'kind' | 'connectionId' | 'queue' | 'direction' | 'name' | 'createdAt'> &
    Partial<Transfer>,
  work: TransferWork | null,
): TransferRecord {
  return {
    info: {
      state: 'waiting',
      bytesDone: 0,
      bytesTotal: null,
      bytesPerSecond: 0,
      key: null,
      jobId: null,
      claimId: null,
      folder: null,
      note: null,
      error: null,
      endedAt: null,
      ...facts,
    },
    meter: new ProgressMeter(),
    work,
    rank: 0,
    ticket: null,
    release: null,
    abort: new AbortController(),
    running: null,
    requestCount: 0,
    waiters: [],
    saved: null,
    failure: null,
  }
}

/** Tells those who wait for its end that it may have come. */
export function notifyWaiters(record: TransferRecord): void {
  const { waiters } = record
  record.waiters = []
  for (const waiter of waiters) waiter()
}
