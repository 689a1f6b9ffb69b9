import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { EngineError } from '../errors/engine-error.ts'
import type { PayloadInfo } from '../aws/s3/object-source.ts'

/** Compares the received bytes with the length and the checksums from S3. */
export class IntegrityCheck {
  readonly #expected: PayloadInfo
  readonly #md5
  #crc = 0
  #size = 0

  constructor(expected: PayloadInfo) {
    this.#expected = expected
    // The CRC-32 is preferred, because the ETag may not be an MD5.
    this.#md5 = expected.md5 === null || expected.crc32 !== null ? null : createHash('md5')
  }

  /** The number of bytes received so far. */
  get size(): number {
    return this.#size
  }

  update(chunk: Uint8Array): void {
    this.#md5?.update(chunk)
    if (this.#expected.crc32 !== null) this.#crc = crc32(chunk, this.#crc)
    this.#size += chunk.byteLength
  }

  /**
   * Returns the MD5 of the bytes if it still has to be compared, otherwise `null`. `isSized` is true if the
   * length is known.
   *
   * @throws EngineError `CONNECTION_BROKEN` if bytes are missing, `CHECKSUM_MISMATCH` if they differ.
   */
  finish(isSized: boolean): string | null {
    const { size: expected, crc32: crc } = this.#expected
    if (isSized && this.#size !== expected) {
      throw new EngineError('CONNECTION_BROKEN', `Only ${this.#size} of ${expected} bytes arrived.`, {
        hint: 'Try again.',
        retryable: true,
      })
    }
    if (crc !== null) checkCrc32(this.#crc, crc)
    return this.#md5?.digest('hex') ?? null
  }
}

/** `expected` is in base64, as S3 returns it. @throws EngineError `CHECKSUM_MISMATCH` */
export function checkCrc32(found: number, expected: string): void {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(found)
  if (bytes.toString('base64') !== expected) throw damaged()
}

/** Returns the error for damaged bytes. */
export function damaged(): EngineError {
  return new EngineError('CHECKSUM_MISMATCH', 'The received bytes differ from the stored ones.', {
    hint: 'Try again. If it fails again, the object is damaged or the network is faulty.',
    retryable: true,
  })
}
