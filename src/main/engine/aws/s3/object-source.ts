import type { Readable } from 'node:stream'
import type { JobFields } from '../../../../shared/jobs.ts'

/** What S3 tells of an object besides its bytes. */
export type PayloadFacts = {
  /** Bytes of the whole object. */
  readonly size: number
  readonly contentType: string | null
  readonly etag: string | null
  readonly fields: JobFields
  /** The MD5 of the whole object in lower-case hex, where the ETag is one; else `null`. */
  readonly md5: string | null
  /** The CRC-32 of the whole object in base64, where S3 tells it; else `null`. */
  readonly crc32: string | null
}

/** The first and the last byte that are asked for, counted from 0. */
export type ByteRange = { readonly first: number; readonly last: number }

/** An object as it is read. */
export type Payload = PayloadFacts & {
  /** Its bytes. Fails with an EngineError: `CONNECTION_BROKEN` when the connection breaks, `CANCELLED` by the signal. */
  readonly stream: Readable
  /** What of it comes; `null` for all of it. */
  readonly range: ByteRange | null
}

/** One object, to be read whole or in ranges, at once or again. */
export interface PayloadSource {
  /** Whether its server sends ranges; `null` until it has shown it. */
  knowsRanges(): boolean | null
  /** Asks for no byte of it. @throws EngineError `OBJECT_NOT_FOUND` and the rest. */
  describe(signal: AbortSignal): Promise<PayloadFacts>
  /**
   * Opens it for reading: `range` or, with `null`, all of it. Where the server knows no ranges, all of it comes
   * and the answer's `range` is `null`. @throws EngineError `OBJECT_CHANGED` where it no longer has this `etag`.
   */
  read(range: ByteRange | null, etag: string | null, signal: AbortSignal): Promise<Payload>
}
