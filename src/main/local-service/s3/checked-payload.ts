import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { crc32Text } from '../../engine/checksums/crc32.ts'
import type { ObjectRequest } from './object-request.ts'
import { payloadOf } from '../http/request-body.ts'
import { S3Error } from './s3-error.ts'

/** Verifies a payload while it is read, against the SHA-256, CRC-32 and MD5 that the client sent. */
export class CheckedPayload {
  readonly #at: ObjectRequest
  #sum = 0
  #told = false

  constructor(at: ObjectRequest) {
    this.#at = at
  }

  /** The CRC-32 of the bytes read so far. */
  get crc32(): number {
    return this.#sum
  }

  /** True if the client sent a CRC-32. Known at the end of the payload. */
  get told(): boolean {
    return this.#told
  }

  /**
   * True if a part's ETag has to be its MD5. It does not if the client sends only a CRC-32, because computing
   * the MD5 takes longer than everything else together. S3 also has such ETags, for objects that it encrypts with KMS.
   */
  get needsMd5(): boolean {
    const { request, payloadHash } = this.#at
    const hasCrc32 = request.headers['x-amz-checksum-crc32'] !== undefined
    return !hasCrc32 || payloadHash !== 'UNSIGNED-PAYLOAD' || request.headers['content-md5'] !== undefined
  }

  /** Yields the bytes. Throws BadDigest at the end if one of the client's checksums does not match. */
  async *read(): AsyncGenerator<Buffer> {
    const { request, payloadHash } = this.#at
    const { data, trailers } = payloadOf(this.#at)
    const sha256 = /^[0-9a-f]{64}$/.test(payloadHash) ? createHash('sha256') : null
    const expectedMd5 = request.headers['content-md5']
    const md5 = expectedMd5 === undefined ? null : createHash('md5')
    for await (const chunk of data) {
      this.#sum = crc32(chunk, this.#sum)
      sha256?.update(chunk)
      md5?.update(chunk)
      yield chunk
    }
    if (sha256 !== null && sha256.digest('hex') !== payloadHash) {
      throw new S3Error('BadDigest', 'The x-amz-content-sha256 does not match what was received.')
    }
    if (md5 !== null && md5.digest('base64') !== expectedMd5) {
      throw new S3Error('BadDigest', 'The Content-MD5 you specified did not match what was received.')
    }
    const expected = trailers.get('x-amz-checksum-crc32') ?? request.headers['x-amz-checksum-crc32']
    if (expected !== undefined && expected !== crc32Text(this.#sum)) {
      throw new S3Error('BadDigest', 'The CRC32 you specified did not match what was received.')
    }
    this.#told = expected !== undefined
  }
}
