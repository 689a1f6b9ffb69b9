import { cutText } from '../../../shared/texts/cut-text.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { ProgressMeter } from './progress-meter.ts'
import type { SavedFile } from '../downloads/save-file.ts'
import type { PriorityItem } from '../async/priority-queue.ts'

/** How a transfer ended. The page must not see `saved`. */
export interface TransferOutcome {
  readonly transfer: Transfer
  readonly saved: SavedFile | null
  readonly error: EngineError | null
}

/** The part of a transfer that changes while it runs. */
export type TransferChange = Partial<
  Pick<
    Transfer,
    | 'state'
    | 'name'
    | 'bytesDone'
    | 'bytesTotal'
    | 'key'
    | 'jobId'
    | 'folder'
    | 'note'
    | 'error'
    | 'sendsAt'
    | 'finishedAt'
  >
>

/**
 * How a run ended. `stored`: the object is stored, but its message could not be sent for this reason. `unconfirmed`: its
 * message may have been sent.
 */
export type RunResult = 'done' | { readonly stored: EngineError } | { readonly unconfirmed: EngineError }

/** The work of a transfer. */
export interface TransferWork {
  /** `null` while the connection of a recovered transfer is not ready. Changes when the connection is opened again. */
  queue: JobQueue | null
  /** Bytes that the next run will move; `null` if unknown. */
  readonly bytesLeft: number | null
  /**
   * Continues where the previous run stopped. When the signal fires, it stops, keeps what it has, and rejects once all
   * of its requests have ended.
   */
  run(signal: AbortSignal): Promise<RunResult>
  /** Records the failure and why in the journal, so that the next session leaves it to the user. Never rejects. */
  noteFailure(error: EngineError): Promise<void>
  /** Records in the journal that the user has paused or resumed it. Neither rejects. */
  notePause(): Promise<void>
  noteResume(): Promise<void>
  /** Notes that its unconfirmed message was sent after all. Never rejects. */
  confirm(): Promise<void>
  /** Removes what a cancelled transfer left on the server, on disk and in the journal. */
  undo(): Promise<void>
  /** Removes it from the journal: the user has cleared it. */
  forget(): Promise<void>
  /**
   * From now on no message is sent, if none may have been sent so far. Returns true if that is
   * so; cancel it next. Absent: it cannot be taken back.
   */
  withdraw?(): boolean
}

/** One transfer, with everything that the page does not need. */
export interface TransferRecord {
  info: Transfer
  /** The id of the drop that it came with. */
  readonly groupId: string | null
  readonly meter: ProgressMeter
  /** `null` if other code performs it, and once it is done. */
  work: TransferWork | null
  /** Its position among all unfinished transfers. */
  rank: number
  /** Its entry in the scheduler while it waits for a slot. */
  ticket: PriorityItem | null
  /** Gives its slot back early, once it moves no more bytes; `null` while it does not run. */
  release: (() => void) | null
  /** Stops the current run. There is a new one for each run. */
  abort: AbortController
  /** The current run, or what follows one; `null` if there is nothing to wait for. */
  running: Promise<void> | null
  /** How often the user has started, paused or cancelled it: an older request must not take effect after a newer one. */
  requestCount: number
  /** Called after every run and at every end. */
  waiters: (() => void)[]
  saved: SavedFile | null
  failure: EngineError | null
}

/** Returns a record of a transfer that has not started. `known`: what is known from the start. */
export function newRecord(
  known: Pick<Transfer, 'id' | 'kind' | 'connectionId' | 'queue' | 'direction' | 'name' | 'createdAt'> &
    Partial<Transfer>,
  work: TransferWork | null,
  groupId: string | null = null,
): TransferRecord {
  return {
    groupId,
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
      sendsAt: null,
      finishedAt: null,
      ...known,
      ...cutTexts(known),
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

/** Returns the texts of a transfer that a message may have named, short enough for the page. */
export function cutTexts({ name, key }: Pick<TransferChange, 'name' | 'key'>): TransferChange {
  return {
    ...(name !== undefined && { name: cutText(name) }),
    ...(typeof key === 'string' && { key: cutText(key) }),
  }
}

/** Makes all waiters check its state. */
export function notifyWaiters(record: TransferRecord): void {
  const { waiters } = record
  record.waiters = []
  for (const waiter of waiters) waiter()
}
