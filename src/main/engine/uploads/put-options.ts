import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { ObjectHeaders } from '../aws/s3/object-headers.ts'
import type { SmallFileReader } from '../files/small-file-reader.ts'
import type { MultipartJournal } from './multipart-journal.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'

/** What may be stored: text, bytes, or the file at a path. */
export type PayloadBody = string | Uint8Array | { readonly path: string }

/** Told of the bytes handed to the network so far. */
export type ProgressListener = (bytesDone: number, bytesTotal: number) => void

/** Where a multipart upload is noted, so that a crash leaves no parts on the server for good. */
export interface UploadNotes {
  readonly journal: MultipartJournal
  /** The transfer that the upload belongs to. */
  readonly transferId: string
  readonly connectionId: string
  /**
   * Whether a repeated call with this `transferId` and key continues the upload. A failure then leaves the parts on the
   * server; a cancel or a broken connection leaves what it may have stored of a smaller body. Otherwise, both are
   * removed.
   */
  readonly isResumable: boolean
}

/** Why an upload in parts began again: its file is another one now, or the server has dropped its parts. */
export type RestartReason = 'file-changed' | 'parts-gone'

/** Options of everything that stores. */
export type StoreOptions = CallOptions & {
  readonly onProgress?: ProgressListener | undefined
  /** What bounds all transfers together. Default: nothing. */
  readonly limits?: TransferLimits | undefined
  /** Where a file of 16 MiB or more notes its parts. Default: nowhere. */
  readonly notes?: UploadNotes | undefined
  /** The file as it was when it was chosen. Another one under its path is `FILE_CHANGED`. Default: any. */
  readonly expected?: FileIdentity | undefined
  /** Reads small files aside of the main thread. Default: they are read like all others. */
  readonly reader?: Pick<SmallFileReader, 'read'> | undefined
  /** Told when an upload that was to go on began again instead. */
  readonly onRestart?: ((reason: RestartReason) => void) | undefined
}

/** Where a payload goes. */
export type StoreTarget = ObjectHeaders & {
  readonly bucket: string
  readonly key: string
  /** Whether the key was made for this object, so that nothing of it can be there already. */
  readonly keyIsNew: boolean
}
