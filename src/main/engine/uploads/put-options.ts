import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import type { CallOptions } from '../aws/transport/aws-call.ts'
import type { ObjectHeaders } from '../aws/s3/object-headers.ts'
import type { SmallFileReader } from '../files/small-file-reader.ts'
import type { MultipartJournal } from './multipart-journal.ts'
import type { FileIdentity } from '../files/file-identity.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'

/** An object's body: text, bytes, or the file at a path. */
export type PayloadBody = string | Uint8Array | { readonly path: string }

/** Called with the number of bytes passed to the network so far. */
export type ProgressListener = (bytesDone: number, bytesTotal: number) => void

/** The record of a multipart upload, so that its parts do not stay on the server forever after a crash. */
export interface UploadNotes {
  readonly journal: MultipartJournal
  /** The transfer that the upload belongs to. */
  readonly transferId: string
  readonly connectionId: string
  /**
   * True if a repeated call with this `transferId` and key continues the upload. A failure then leaves the
   * parts on the server, and a smaller body that may be stored is left after a cancel or a broken connection.
   * Otherwise, both are removed.
   */
  readonly isResumable: boolean
}

/** Why a multipart upload started over: its file has changed, or the server has dropped its parts. */
export type RestartReason = 'file-changed' | 'parts-gone'

/** Options of every call that stores an object. */
export type StoreOptions = CallOptions & {
  readonly onProgress?: ProgressListener | undefined
  /** The shared limits of all transfers. Default: none. */
  readonly limits?: TransferLimits | undefined
  /** Records the parts of a file of 16 MiB or more. Default: they are not recorded. */
  readonly notes?: UploadNotes | undefined
  /**
   * The identity of the file when the user chose it. If it has changed, the call throws `FILE_CHANGED`.
   * Default: any.
   */
  readonly expected?: FileIdentity | undefined
  /** Reads small files in its own thread. Default: they are read like large ones. */
  readonly reader?: Pick<SmallFileReader, 'read'> | undefined
  /** The threads that read and send large files. Default: the main thread does this. */
  readonly threads?: TransferThreads | undefined
  /** Called when an upload starts over instead of continuing. */
  readonly onRestart?: ((reason: RestartReason) => void) | undefined
}

/** The object to store. */
export type StoreTarget = ObjectHeaders & {
  readonly bucket: string
  readonly key: string
  /** True if the key was generated for this object, so that no object can have it already. */
  readonly keyIsNew: boolean
}
