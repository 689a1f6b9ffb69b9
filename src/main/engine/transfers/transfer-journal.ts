import type { MultipartJournal } from '../uploads/multipart-journal.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import type { Direction } from '../../../shared/queues/queues.ts'
import type { WireError } from '../../../shared/errors.ts'
import type { SubmitGroup } from '../../../shared/jobs/submit-group.ts'
import type { SaveTarget } from '../downloads/save-file.ts'

/** A stored payload to copy for a new job. `size` is in bytes. */
export interface CopiedPayload {
  readonly bucket: string
  readonly key: string
  readonly size: number
}

/** The data needed to continue an upload after a crash. */
export interface PlannedUpload extends FileIdentity {
  readonly id: string
  readonly kind: 'submit' | 'store'
  readonly connectionId: string
  /** The job queue's name. */
  readonly queue: string
  readonly direction: Direction
  readonly path: string
  readonly name: string
  readonly fields: Readonly<Record<string, string>>
  /** The stored payload that is copied inside S3 instead of a file. `path` is empty if there is no file. */
  readonly copyOf?: CopiedPayload | undefined
  /** Generated before the first byte moves, so that a repeated upload overwrites the same object. */
  readonly key: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
  /** The group of files that were dropped on the window together. `null` or absent if there was none. */
  readonly group?: SubmitGroup | null | undefined
  /**
   * How long its message stays invisible after it is sent, in seconds: 0 to 900. If absent, its queue's delay applies.
   */
  readonly delaySeconds?: number | undefined
}

/**
 * An upload that the previous session did not finish. For `planned`, its object may or may not be stored. For
 * `stored`, its message may or may not have been sent. For `unconfirmed`, the server accepted its message
 * without confirming it. `failed`, `paused` and `unconfirmed` uploads wait for the user.
 */
export interface UnfinishedUpload extends PlannedUpload {
  readonly step: 'planned' | 'stored' | 'unconfirmed' | 'failed' | 'paused'
  /** Why it waits for the user, if that was recorded. */
  readonly error?: WireError
}

/**
 * A step after the plan. `dropped` means that the user cancelled or cleared it. `planned` means that a
 * paused or failed upload continues. A new plan starts over.
 */
export type UploadStep = 'planned' | 'stored' | 'unconfirmed' | 'failed' | 'paused' | 'sent' | 'dropped'

/**
 * Uploads record each step here before they take the next. Each call resolves once it is on disk. Calls in
 * one turn of the event loop share a flush.
 */
export interface UploadJournal {
  plan(upload: PlannedUpload): Promise<void>
  /**
   * `jobId` is the MessageId. Pass it with `sent`. `error` says why it failed, or why its message was not sent (with
   * `stored`) or not confirmed. It is kept until the next step.
   */
  advance(
    id: string,
    step: UploadStep,
    info?: { readonly jobId?: string; readonly error?: WireError },
  ): Promise<void>
}

/** The data needed to continue a save after a crash. */
export interface PlannedSave {
  readonly id: string
  readonly connectionId: string
  /** The job queue's name. */
  readonly queue: string
  readonly direction: Direction
  readonly bucket: string
  readonly key: string
  /** The claim that the payload belongs to. */
  readonly claimId: string | null
  /** True if the claim deletes its message once the file is on disk. */
  readonly acknowledge: boolean
  readonly target: SaveTarget
  /** The requested name, or `null` to use the object's fields. */
  readonly name: string | null
  /** The size in bytes, or `null` if unknown. */
  readonly bytesTotal: number | null
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** A save that the previous session did not finish. */
export interface UnfinishedSave extends PlannedSave {
  readonly step: 'planned' | 'failed' | 'paused'
  /** The path of its part file, or `null` before there is one. */
  readonly partPath: string | null
  /** Why it failed, if that was recorded. */
  readonly error?: WireError
}

/** Saves record each step here before they take the next. Each call resolves once it is on disk. */
export interface SaveJournal {
  plan(save: PlannedSave): Promise<void>
  /** Records the path of its part file before that file is created. */
  gather(id: string, partPath: string): Promise<void>
  /**
   * `saved` is recorded after the file has its name and is flushed. `path` is its path. `error` says why it
   * failed, and is kept until the next step.
   */
  advance(
    id: string,
    step: 'planned' | 'failed' | 'paused' | 'saved' | 'dropped',
    info?: { readonly path?: string; readonly error?: WireError },
  ): Promise<void>
}

/** The journal of all transfers. */
export interface TransferJournal {
  readonly uploads: UploadJournal
  readonly multipart: MultipartJournal
  readonly saves: SaveJournal
}

const nothing = (): Promise<void> => Promise.resolve()

/** Records nothing. For scripts and tests that need no crash safety. */
export const noJournal: TransferJournal = {
  uploads: { plan: nothing, advance: nothing },
  multipart: {
    begin: nothing,
    part: () => undefined,
    end: nothing,
    find: () => Promise.resolve(null),
    abandoned: () => Promise.resolve([]),
  },
  saves: { plan: nothing, gather: nothing, advance: nothing },
}
