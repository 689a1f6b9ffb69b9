import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { EngineError } from '../errors.ts'
import type { PayloadFacts } from '../payload.ts'

/** Compares what arrived with the length and the checksums that S3 told. */
export class PayloadCheck {
  readonly #expected: PayloadFacts
  readonly #md5
  #crc = 0

  constructor(expected: PayloadFacts) {
    this.#expected = expected
    this.#md5 = expected.md5 === null ? null : createHash('md5')
  }

  update(chunk: Uint8Array): void {
    this.#md5?.update(chunk)
    if (this.#expected.crc32 !== null) this.#crc = crc32(chunk, this.#crc)
  }

  /** @throws EngineError NETWORK where bytes are missing, CHECKSUM_MISMATCH where they differ. */
  finish(size: number): void {
    const { size: wanted, md5, crc32: crc } = this.#expected
    if (size !== wanted) {
      throw new EngineError('NETWORK', `Only ${size} of ${wanted} bytes arrived.`, {
        hint: 'Try again.',
        retryable: true,
      })
    }
    const sound =
      (md5 === null || this.#md5?.digest('hex') === md5) && (crc === null || base64(this.#crc) === crc)
    if (!sound) {
      throw new EngineError(
        'CHECKSUM_MISMATCH',
        'The bytes that arrived are not the ones that were stored.',
        {
          hint: 'Try again. If it stays so, the object or the network is damaged.',
          retryable: true,
        },
      )
    }
  }
}

function base64(crc: number): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc)
  return bytes.toString('base64')
}
