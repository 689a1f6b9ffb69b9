import type { UploadedPart } from '../aws/s3/uploaded-part.ts'
import type { FileIdentity } from '../files/file-identity.ts'

/** A multipart upload that is open on the server. */
export interface MultipartUploadRecord {
  readonly uploadId: string
  /** The transfer that it belongs to. */
  readonly transferId: string
  readonly connectionId: string
  readonly bucket: string
  readonly key: string
  /** The size of every part except the last, in bytes. */
  readonly partSize: number
  /** The file's identity when the upload started. */
  readonly file: FileIdentity
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/**
 * Multipart uploads record their parts on the server here, so that they can be continued or aborted after a
 * crash.
 */
export interface MultipartJournal {
  /** Call this before the first part is sent. Resolves once it is on disk. */
  begin(upload: MultipartUploadRecord): Promise<void>
  /** Not flushed at once. If a crash loses the record, the part is resent. */
  part(uploadId: string, part: UploadedPart): void
  /** Call this when the upload was completed or aborted, so that its parts are gone from the server. */
  end(uploadId: string): Promise<void>
  /** Returns the upload that a transfer has started and can continue. */
  find(
    transferId: string,
  ): Promise<{ readonly upload: MultipartUploadRecord; readonly parts: readonly UploadedPart[] } | null>
  /** Returns uploads on the server of this connection that no transfer can continue. */
  abandoned(connectionId: string): Promise<readonly MultipartUploadRecord[]>
}
