import type { Transfer, TransferState } from '../../../shared/transfers.ts'
import type { EngineError } from '../errors.ts'
import type { JobQueue } from '../job-queue.ts'
import { ProgressMeter } from './progress-meter.ts'
import type { SavedFile } from './save-file.ts'

/** How a transfer ended, with what the page may not see. */
export interface TransferEnd {
  readonly transfer: Transfer
  readonly saved: SavedFile | null
  readonly error: EngineError | null
}

/** The part of a transfer that changes while it runs. */
export type TransferChange = Partial<
  Pick<
    Transfer,
    'state' | 'name' | 'bytesDone' | 'bytesTotal' | 'key' | 'jobId' | 'folder' | 'error' | 'endedAt'
  >
>

/** What a transfer does. */
export interface TransferWork {
  /** `null` while the connection of a former run is not ready. A connection made again brings another. */
  queue: JobQueue | null
  /** Answers `stored` with the reason where the object is stored and its message could not be sent. */
  run(signal: AbortSignal): Promise<'done' | { readonly stored: EngineError }>
  /** Takes back what a cancelled transfer left in the bucket and in the journal. */
  undo(): Promise<void>
  /** Tells the journal that the person is done with it. */
  forget(): Promise<void>
}

/** One transfer as main keeps it. */
export interface TransferRecord {
  facts: Transfer
  readonly meter: ProgressMeter
  /** `null` where somebody else drives it. */
  readonly work: TransferWork | null
  abort: AbortController
  running: Promise<void>
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
    facts: {
      state: 'waiting',
      bytesDone: 0,
      bytesTotal: null,
      bytesPerSecond: 0,
      key: null,
      jobId: null,
      claimId: null,
      folder: null,
      error: null,
      endedAt: null,
      ...facts,
    },
    meter: new ProgressMeter(),
    work,
    abort: new AbortController(),
    running: Promise.resolve(),
    saved: null,
    failure: null,
  }
}

const ended: ReadonlySet<TransferState> = new Set(['done', 'failed', 'cancelled'])

/** Whether nothing more happens to it by itself, and `clear` takes it away. */
export function isEnded(state: TransferState): boolean {
  return ended.has(state)
}

const moving: ReadonlySet<TransferState> = new Set(['waiting', 'running', 'queueing'])

/** Whether work on it is under way or waits for a slot. */
export function isMoving(state: TransferState): boolean {
  return moving.has(state)
}
