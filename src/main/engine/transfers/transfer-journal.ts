import type { Direction } from '../../../shared/queues.ts'
import type { SaveTarget } from '../downloads/save-file.ts'

/** What tells that a file is still the same. */
export interface FileIdentity {
  /** Bytes. */
  readonly size: number
  readonly mtimeMs: number
  readonly ino: number
}

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
export type LaterStep = 'planned' | 'stored' | 'failed' | 'paused' | 'sent' | 'dropped'

/**
 * Where transfers write down each step before they take the next. Each call resolves once it is on disk; calls of
 * one turn of the event loop share a flush.
 */
export interface UploadJournal {
  plan(upload: PlannedUpload): Promise<void>
  /** `jobId`: the MessageId, with `sent`. */
  advance(id: string, step: LaterStep, facts?: { readonly jobId?: string }): Promise<void>
}

/** One part that the server has confirmed. */
export interface UploadedPart {
  /** 1 to 10,000. */
  readonly number: number
  /** Bytes. */
  readonly size: number
  readonly etag: string
  /** Base64, or `null` where none was sent. */
  readonly crc32: string | null
}

/** A multipart upload that is open on the server. */
export interface MultipartUpload {
  readonly uploadId: string
  /** The transfer that it belongs to. */
  readonly transferId: string
  readonly connectionId: string
  readonly bucket: string
  readonly key: string
  /** Bytes of every part but the last. */
  readonly partSize: number
  /** The file as it was when the upload began. */
  readonly file: FileIdentity
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** Where multipart uploads write down what lies on the server, so that they go on after a crash or are aborted. */
export interface MultipartJournal {
  /** On disk before the first part moves. */
  begin(upload: MultipartUpload): Promise<void>
  /** Lazy: a note that a crash takes costs one part sent again. */
  part(uploadId: string, part: UploadedPart): void
  /** Completed or aborted: nothing of it lies on the server any more. */
  end(uploadId: string): Promise<void>
  /** What a transfer began and can go on with. */
  find(
    transferId: string,
  ): Promise<{ readonly upload: MultipartUpload; readonly parts: readonly UploadedPart[] } | null>
  /** What lies on this connection's servers and belongs to no transfer that could go on with it. */
  abandoned(connectionId: string): Promise<readonly MultipartUpload[]>
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
