import type { UploadedPart } from '../../../engine/aws/s3/uploaded-part.ts'
import type { MultipartUploadRecord } from '../../../engine/uploads/multipart-journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { FoundMultipart } from '../../ledger-message.ts'

/** The multipart uploads that lie open on servers, with the parts that those have confirmed. */
export class MultipartRows {
  readonly #begin: Statement
  readonly #part: Statement
  readonly #endParts: Statement
  readonly #end: Statement
  readonly #find: Statement
  readonly #parts: Statement
  readonly #abandoned: Statement

  constructor(connection: Connection) {
    this.#begin = connection.prepare(
      `INSERT INTO multipart_uploads (upload_id, transfer_id, connection_id, facts) VALUES (?, ?, ?, ?)
       ON CONFLICT (upload_id) DO UPDATE SET transfer_id = excluded.transfer_id, facts = excluded.facts`,
    )
    this.#part = connection.prepare(
      `INSERT OR REPLACE INTO parts (multipart_id, number, size, etag, crc32)
       SELECT id, ?, ?, ?, ? FROM multipart_uploads WHERE upload_id = ?`,
    )
    this.#endParts = connection.prepare(
      'DELETE FROM parts WHERE multipart_id = (SELECT id FROM multipart_uploads WHERE upload_id = ?)',
    )
    this.#end = connection.prepare('DELETE FROM multipart_uploads WHERE upload_id = ?')
    this.#find = connection.prepare(
      'SELECT id, facts FROM multipart_uploads WHERE transfer_id = ? ORDER BY id DESC LIMIT 1',
    )
    this.#parts = connection.prepare(
      'SELECT number, size, etag, crc32 FROM parts WHERE multipart_id = ? ORDER BY number',
    )
    // A transfer goes on with its newest; what it began before that, and what no transfer owns, is abandoned.
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

  /** A late note of what has ended meanwhile changes nothing. */
  part(uploadId: string, { number, size, etag, crc32 }: UploadedPart): void {
    this.#part.run(number, size, etag, crc32, uploadId)
  }

  end(uploadId: string): void {
    this.#endParts.run(uploadId)
    this.#end.run(uploadId)
  }

  find(transferId: string): FoundMultipart | null {
    const row = this.#find.first(transferId)
    if (row === null) return null
    const parts = this.#parts.all(row[0] ?? null).map(([number, size, etag, crc32]) => ({
      number: Number(number),
      size: Number(size),
      etag: String(etag),
      crc32: crc32 === null || crc32 === undefined ? null : String(crc32),
    }))
    return { facts: String(row[1]), parts }
  }

  abandoned(connectionId: string): string[] {
    return this.#abandoned.all(connectionId).map(([facts]) => String(facts))
  }
}
