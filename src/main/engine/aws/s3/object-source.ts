import type { Readable } from 'node:stream'
import type { TransferThreads } from '../threads/transfer-threads.ts'
import type { JobFields } from '../../../../shared/jobs/job-fields.ts'

/** Size, headers and checksums of an object. */
export type PayloadInfo = {
  /** The whole object's size in bytes. */
  readonly size: number
  readonly contentType: string | null
  readonly etag: string | null
  readonly fields: JobFields
  /** The MD5 of the whole object in lower-case hex if the ETag looks like one, else `null`. */
  readonly md5: string | null
  /** True if the server is known to use the MD5 as the ETag of such objects. */
  readonly isMd5Certain: boolean
  /** The CRC-32 of the whole object in base64 if S3 returns it, else `null`. */
  readonly crc32: string | null
}

/** The first and the last byte of a range, counted from 0. */
export type ByteRange = { readonly first: number; readonly last: number }

/** An object opened for reading. */
export type Payload = PayloadInfo & {
  /** Fails with an EngineError: `CONNECTION_BROKEN` when the connection breaks, `CANCELLED` when the signal fires. */
  readonly stream: Readable
  /** The range that the stream contains, or `null` for the whole object. */
  readonly range: ByteRange | null
  /** True if the response states its length. If not, `size` is 0. */
  readonly isSized: boolean
}

/** One object that can be read as a whole or in ranges, any number of times. */
export interface ObjectSource {
  /** True if the server supports ranges, `null` until known. */
  supportsRanges(): boolean | null
  /** Records whether the ETag of an object of this size is its MD5. */
  noteEtag(isMd5: boolean, size: number): void
  /** Reads only size, headers and checksums. @throws EngineError `OBJECT_NOT_FOUND` and other AWS errors. */
  describe(signal: AbortSignal): Promise<PayloadInfo>
  /**
   * Opens a range, or the whole object for `null`. A server that does not support ranges sends the whole
   * object, and the payload's `range` is `null`. With `threads`, a range may be a `ThreadBody`.
   *
   * @throws EngineError `OBJECT_CHANGED` if its ETag is no longer `etag`.
   */
  read(
    range: ByteRange | null,
    etag: string | null,
    signal: AbortSignal,
    threads?: TransferThreads,
  ): Promise<Payload>
}
