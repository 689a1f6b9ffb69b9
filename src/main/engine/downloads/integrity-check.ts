import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { EngineError } from '../errors/engine-error.ts'
import type { PayloadInfo } from '../aws/s3/object-source.ts'

/** Compares what arrived with the length and the checksums that S3 told. */
export class IntegrityCheck {
  readonly #expected: PayloadInfo
  readonly #md5
  #crc = 0
  #size = 0

  constructor(expected: PayloadInfo) {
    this.#expected = expected
    this.#md5 = expected.md5 === null ? null : createHash('md5')
  }

  /** Bytes so far. */
  get size(): number {
    return this.#size
  }

  update(chunk: Uint8Array): void {
    this.#md5?.update(chunk)
    if (this.#expected.crc32 !== null) this.#crc = crc32(chunk, this.#crc)
    this.#size += chunk.byteLength
  }

  /** @throws EngineError CONNECTION_BROKEN where bytes are missing, CHECKSUM_MISMATCH where they differ. */
  finish(): void {
    const { size: wanted, md5, crc32: crc } = this.#expected
    if (this.#size !== wanted) {
      throw new EngineError('CONNECTION_BROKEN', `Only ${this.#size} of ${wanted} bytes arrived.`, {
        hint: 'Try again.',
        retryable: true,
      })
    }
    if (md5 !== null && this.#md5 !== null) checkMd5(this.#md5.digest('hex'), md5)
    if (crc !== null) checkCrc32(this.#crc, crc)
  }
}

/** `told`: in base64, as S3 tells it. @throws EngineError CHECKSUM_MISMATCH */
export function checkCrc32(found: number, told: string): void {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(found)
  if (bytes.toString('base64') !== told) throw mismatch()
}

/** Both in lower-case hex. @throws EngineError CHECKSUM_MISMATCH */
export function checkMd5(found: string, told: string): void {
  if (found !== told) throw mismatch()
}

function mismatch(): EngineError {
  return new EngineError('CHECKSUM_MISMATCH', 'The bytes that arrived are not the ones that were stored.', {
    hint: 'Try again. If it stays so, the object or the network is damaged.',
    retryable: true,
  })
}
