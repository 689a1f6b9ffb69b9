import { cutText } from '../../../shared/texts/cut-text.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { ProgressMeter } from './progress-meter.ts'
import type { SavedFile } from '../downloads/save-file.ts'
import type { PriorityItem } from '../async/priority-queue.ts'

/** A transfer's outcome. The page must not see `saved`. */
export interface TransferOutcome {
  readonly transfer: Transfer
  readonly saved: SavedFile | null
  readonly error: EngineError | null
}

/** A transfer's mutable properties. */
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
 * A run's outcome. `stored` means that the object is stored, but its message could not be sent for this
 * reason. `unconfirmed` means that its message may have been sent.
 */
export type RunResult = 'done' | { readonly stored: EngineError } | { readonly unconfirmed: EngineError }

/** A transfer's work. */
export interface TransferWork {
  /**
   * `null` while the connection of a recovered transfer is not ready. Replaced when the connection is opened
   * again.
   */
  queue: JobQueue | null
  /** The number of bytes that the next run will transfer, or `null` if unknown. */
  readonly bytesLeft: number | null
  /**
   * Continues where the previous run stopped. When the signal fires, it stops, keeps its progress, and
   * rejects once all of its requests have ended.
   */
  run(signal: AbortSignal): Promise<RunResult>
  /**
   * Records the failure and its reason in the journal, so that the next session leaves it to the user. Never
   * rejects.
   */
  noteFailure(error: EngineError): Promise<void>
  /** Records in the journal that the user has paused or resumed it. Neither rejects. */
  notePause(): Promise<void>
  noteResume(): Promise<void>
  /** Records that its unconfirmed message was sent after all. Never rejects. */
  confirm(): Promise<void>
  /** Removes what a cancelled transfer left on the server, on disk and in the journal. */
  undo(): Promise<void>
  /** Removes it from the journal, because the user has cleared it. */
  forget(): Promise<void>
  /**
   * Prevents its message from being sent, unless it may already have been sent. Returns true if successful;
   * cancel it next. Absent if it cannot be taken back.
   */
  withdraw?(): boolean
}

/** One transfer, with everything that the page does not need. */
export interface TransferRecord {
  info: Transfer
  /** The id of the group of files that were dropped together with it. */
  readonly groupId: string | null
  /** Created once bytes move. */
  meter: ProgressMeter | null
  /** `null` if other code performs it, and once it is done. */
  work: TransferWork | null
  /** The transfer's position among all unfinished ones. */
  rank: number
  /** Its entry in the scheduler while it waits for a slot. */
  ticket: PriorityItem | null
  /** Releases its slot early, once it transfers no more bytes. `null` while it is not running. */
  release: (() => void) | null
  /** Stops the current run. `null` before the first run, and once it is done. */
  abort: AbortController | null
  /**
   * The current run, or what precedes or follows one. New uploads share one while they are planned. `null` if
   * there is nothing to wait for.
   */
  running: Promise<void> | null
  /**
   * Counts the user's requests to start, pause or cancel it, because an older request must not take effect
   * after a newer one.
   */
  requestCount: number
  /** Called after every run and when it finishes. */
  waiters: (() => void)[] | null
  saved: SavedFile | null
  failure: EngineError | null
}

/**
 * Creates the record for a transfer that has not started. `known` contains the values known from the start.
 * Thousands may wait, so the values that only a running transfer needs are created when it runs.
 */
export function newRecord(
  known: Pick<Transfer, 'id' | 'kind' | 'connectionId' | 'queue' | 'direction' | 'name' | 'createdAt'> &
    Partial<Pick<Transfer, 'bytesTotal' | 'key' | 'claimId' | 'sendsAt'>>,
  work: TransferWork | null,
  groupId: string | null = null,
): TransferRecord {
  const { id, kind, connectionId, queue, direction, name, createdAt } = known
  const { bytesTotal = null, key = null, claimId = null, sendsAt = null } = known
  return {
    groupId,
    // Uses no spread, because V8 would then need a second object for the properties.
    info: {
      id,
      kind,
      connectionId,
      queue,
      direction,
      name: cutText(name),
      createdAt,
      state: 'waiting',
      bytesDone: 0,
      bytesTotal,
      bytesPerSecond: 0,
      key: key === null ? null : cutText(key),
      jobId: null,
      claimId,
      folder: null,
      note: null,
      error: null,
      sendsAt,
      finishedAt: null,
    },
    meter: null,
    work,
    rank: 0,
    ticket: null,
    release: null,
    abort: null,
    running: null,
    requestCount: 0,
    waiters: null,
    saved: null,
    failure: null,
  }
}

/** Truncates a transfer's texts for the page, because they may come from a message. */
export function cutTexts({ name, key }: Pick<TransferChange, 'name' | 'key'>): TransferChange {
  return {
    ...(name !== undefined && { name: cutText(name) }),
    ...(typeof key === 'string' && { key: cutText(key) }),
  }
}

/**
 * Changes a transfer in the list as its work reports. Once a run has been stopped, its reports no longer
 * change the state.
 */
export function reportChange(
  list: { change(record: TransferRecord, change: TransferChange): void },
  record: TransferRecord,
  { state, ...change }: TransferChange,
): void {
  list.change(record, state === undefined || record.abort?.signal.aborted ? change : { ...change, state })
}

/** Adds a function to call once after its next run or its end. */
export function addWaiter(record: TransferRecord, waiter: () => void): void {
  if (record.waiters === null) record.waiters = [waiter]
  else record.waiters.push(waiter)
}

/** Makes all waiters check the transfer's state. */
export function notifyWaiters(record: TransferRecord): void {
  const { waiters } = record
  record.waiters = null
  for (const waiter of waiters ?? []) waiter()
}
