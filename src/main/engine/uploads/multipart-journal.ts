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
  begin(upload: MultipartUploadRecord): Promise<void>
  /** Lazy: a note that a crash takes costs one part sent again. */
  part(uploadId: string, part: UploadedPart): void
  /** Completed or aborted: nothing of it lies on the server any more. */
  end(uploadId: string): Promise<void>
  /** What a transfer began and can go on with. */
  find(
    transferId: string,
  ): Promise<{ readonly upload: MultipartUploadRecord; readonly parts: readonly UploadedPart[] } | null>
  /** What lies on this connection's servers and belongs to no transfer that could go on with it. */
  abandoned(connectionId: string): Promise<readonly MultipartUploadRecord[]>
}
