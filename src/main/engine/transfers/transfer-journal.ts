import type { MultipartJournal } from '../uploads/multipart-journal.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import type { Direction } from '../../../shared/queues.ts'
import type { SaveTarget } from '../downloads/save-file.ts'

/** What is needed to carry an upload on after a crash. */
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
  /** Minted before the first byte moves, so that a repeat overwrites the same object. */
  readonly key: string
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/**
 * An upload that a former run left. `planned`: nothing is certain to be stored; `stored`: its message may not be
 * sent; `failed` and `paused`: it waits for the person.
 */
export interface UnfinishedUpload extends PlannedUpload {
  readonly step: 'planned' | 'stored' | 'failed' | 'paused'
}

/**
 * What follows a plan; `dropped` is what the person gave up, `planned` goes on with what was paused or had failed.
 * A plan made again starts anew.
 */
export type UploadStep = 'planned' | 'stored' | 'failed' | 'paused' | 'sent' | 'dropped'

/**
 * Where transfers write down each step before they take the next. Each call resolves once it is on disk; calls of
 * one turn of the event loop share a flush.
 */
export interface UploadJournal {
  plan(upload: PlannedUpload): Promise<void>
  /** `jobId`: the MessageId, with `sent`. */
  advance(id: string, step: UploadStep, facts?: { readonly jobId?: string }): Promise<void>
}

/** What is needed to carry a save on after a crash. */
export interface PlannedSave {
  readonly id: string
  readonly connectionId: string
  /** The job queue's name. */
  readonly queue: string
  readonly direction: Direction
  readonly bucket: string
  readonly key: string
  /** The claim whose payload it is. */
  readonly claimId: string | null
  /** Whether the claim's message is to be deleted once the file is durable. */
  readonly acknowledge: boolean
  readonly target: SaveTarget
  /** The name wished for; `null`: made of the object's own fields. */
  readonly name: string | null
  /** Bytes, where they are known before. */
  readonly bytesTotal: number | null
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** A save that a former run left. */
export interface UnfinishedSave extends PlannedSave {
  readonly step: 'planned' | 'failed' | 'paused'
  /** Where its bytes are gathered; `null` before the first one. */
  readonly partPath: string | null
}

/** Where saves write down each step before they take the next. Each call resolves once it is on disk. */
export interface SaveJournal {
  plan(save: PlannedSave): Promise<void>
  /** Where its bytes will be gathered: before that file is made. */
  gather(id: string, partPath: string): Promise<void>
  /** `path`: the saved file, with `saved`, which is written after the file has its name and is flushed. */
  advance(
    id: string,
    step: 'planned' | 'failed' | 'paused' | 'saved' | 'dropped',
    facts?: { readonly path?: string },
  ): Promise<void>
}

/** All that transfers write down. */
export interface TransferJournal {
  readonly uploads: UploadJournal
  readonly multipart: MultipartJournal
  readonly saves: SaveJournal
}

const nothing = (): Promise<void> => Promise.resolve()

/** Remembers nothing: for scripts and tests that need no crash safety. */
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
