/** A part of a multipart upload that the server has confirmed. */
export interface UploadedPart {
  /** 1 to 10,000. */
  readonly number: number
  /** In bytes. */
  readonly size: number
  readonly etag: string
  /** In base64, or `null` if none was sent. */
  readonly crc32: string | null
}
