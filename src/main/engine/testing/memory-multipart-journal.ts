import type { UploadedPart } from '../aws/s3/uploaded-part.ts'
import type { MultipartJournal, MultipartUploadRecord } from '../uploads/multipart-journal.ts'

/** A multipart journal in memory. */
export class MemoryMultipartJournal implements MultipartJournal {
  readonly uploads = new Map<
    string,
    { readonly upload: MultipartUploadRecord; readonly parts: UploadedPart[] }
  >()
  /** Called before an upload is recorded. */
  onBegin: (upload: MultipartUploadRecord) => void | Promise<void> = () => undefined
  /** Keeps finished uploads, as if the process had died just before. */
  keepsEnded = false

  async begin(upload: MultipartUploadRecord): Promise<void> {
    await this.onBegin(upload)
    this.uploads.set(upload.uploadId, { upload, parts: [] })
  }

  part(uploadId: string, part: UploadedPart): void {
    this.uploads.get(uploadId)?.parts.push(part)
  }

  async end(uploadId: string): Promise<void> {
    if (!this.keepsEnded) this.uploads.delete(uploadId)
  }

  async find(transferId: string): ReturnType<MultipartJournal['find']> {
    return [...this.uploads.values()].find(({ upload }) => upload.transferId === transferId) ?? null
  }

  async abandoned(): Promise<readonly MultipartUploadRecord[]> {
    return []
  }
}
