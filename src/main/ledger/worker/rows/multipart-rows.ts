import type { UploadedPart } from '../../../engine/aws/s3/uploaded-part.ts'
import type { MultipartUploadRecord } from '../../../engine/uploads/multipart-journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { StoredMultipart } from '../../ledger-requests.ts'

/** The open multipart uploads on servers, and their confirmed parts. */
export class MultipartRows {
  readonly #begin: Statement
  readonly #addPart: Statement
  readonly #removeParts: Statement
  readonly #remove: Statement
  readonly #find: Statement
  readonly #parts: Statement
  readonly #abandoned: Statement

  constructor(connection: Connection) {
    this.#begin = connection.prepare(
      `INSERT INTO multipart_uploads (upload_id, transfer_id, connection_id, facts) VALUES (?, ?, ?, ?)
       ON CONFLICT (upload_id) DO UPDATE SET transfer_id = excluded.transfer_id, facts = excluded.facts`,
    )
    this.#addPart = connection.prepare(
      `INSERT OR REPLACE INTO parts (multipart_id, number, size, etag, crc32)
       SELECT id, ?, ?, ?, ? FROM multipart_uploads WHERE upload_id = ?`,
    )
    this.#removeParts = connection.prepare(
      'DELETE FROM parts WHERE multipart_id = (SELECT id FROM multipart_uploads WHERE upload_id = ?)',
    )
    this.#remove = connection.prepare('DELETE FROM multipart_uploads WHERE upload_id = ?')
    this.#find = connection.prepare(
      'SELECT id, facts FROM multipart_uploads WHERE transfer_id = ? ORDER BY id DESC LIMIT 1',
    )
    this.#parts = connection.prepare(
      'SELECT number, size, etag, crc32 FROM parts WHERE multipart_id = ? ORDER BY number',
    )
    // A transfer continues its newest multipart upload. Older ones, and those without a transfer, are
    // abandoned.
    this.#abandoned = connection.prepare(
      `SELECT facts FROM multipart_uploads AS one WHERE connection_id = ? AND (
         NOT EXISTS (SELECT 1 FROM uploads WHERE uploads.id = one.transfer_id)
         OR EXISTS (SELECT 1 FROM multipart_uploads AS newer
                    WHERE newer.transfer_id = one.transfer_id AND newer.id > one.id)
       ) ORDER BY id`,
    )
  }

  begin(upload: MultipartUploadRecord): void {
    this.#begin.run(upload.uploadId, upload.transferId, upload.connectionId, JSON.stringify(upload))
  }

  /** Records a confirmed part. Does nothing if the multipart upload has finished. */
  addPart(uploadId: string, { number, size, etag, crc32 }: UploadedPart): void {
    this.#addPart.run(number, size, etag, crc32, uploadId)
  }

  finish(uploadId: string): void {
    this.#removeParts.run(uploadId)
    this.#remove.run(uploadId)
  }

  find(transferId: string): StoredMultipart | null {
    const row = this.#find.first(transferId)
    if (row === null) return null
    const parts = this.#parts.all(row[0] ?? null).map(([number, size, etag, crc32]) => ({
      number: Number(number),
      size: Number(size),
      etag: String(etag),
      crc32: crc32 === null || crc32 === undefined ? null : String(crc32),
    }))
    return { record: String(row[1]), parts }
  }

  abandoned(connectionId: string): string[] {
    return this.#abandoned.all(connectionId).map(([record]) => String(record))
  }
}
