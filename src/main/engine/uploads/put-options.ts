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

/** Where an upload in parts is written down, and as whose. */
export interface NoteOptions {
  readonly journal: MultipartJournal
  /** Whose upload it is; with `resume` the same call with the same id goes on with it. */
  readonly transferId: string
  readonly connectionId: string
}

/** Why an upload in parts began again: its file is another one now, or the server has dropped its parts. */
export type RestartReason = 'file-changed' | 'parts-gone'

/** Options of everything that stores. */
export type StoreOptions = CallOptions & {
  readonly onProgress?: ProgressListener | undefined
  /** What bounds all transfers together. Default: nothing. */
  readonly limits?: TransferLimits | undefined
  /**
   * Where a file from 16 MiB on notes its parts, so that a repeated call goes on with them. A failure then leaves
   * the parts on the server, and a cancel or a broken connection what of a smaller body it may have left; without
   * it they are removed.
   */
  readonly resume?: NoteOptions | undefined
  /** Without `resume`: where such a file notes that its parts lie on the server, so that a crash leaves none for good. */
  readonly noted?: NoteOptions | undefined
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
