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
  /** Bytes of every part except the last. */
  readonly partSize: number
  /** The file as it was when the upload began. */
  readonly file: FileIdentity
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

/** Multipart uploads record the parts on the server here, so that they can be continued or aborted after a crash. */
export interface MultipartJournal {
  /** Resolves once it is on disk, before the first part moves. */
  begin(upload: MultipartUploadRecord): Promise<void>
  /** Not flushed at once: if a crash loses the record, the part is sent once more. */
  part(uploadId: string, part: UploadedPart): void
  /** It was completed or aborted, and its parts are gone from the server. */
  end(uploadId: string): Promise<void>
  /** Returns the upload that a transfer has started and can continue. */
  find(
    transferId: string,
  ): Promise<{ readonly upload: MultipartUploadRecord; readonly parts: readonly UploadedPart[] } | null>
  /** Uploads on the server of this connection that no transfer can continue. */
  abandoned(connectionId: string): Promise<readonly MultipartUploadRecord[]>
}
