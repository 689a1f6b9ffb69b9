import { EtagEvidence } from './etag-evidence.ts'

/**
 * How a request protects its body against damage: with a CRC-32 that the server verifies, with a signature,
 * or with both.
 */
export type BodyIntegrity = {
  /** Sent as `x-amz-checksum-crc32`. */
  readonly crc32: boolean
  /**
   * The signature does not cover the body. Used together with a checksum, on connections that are safe from
   * tampering.
   */
  readonly unsigned: boolean
}

const weakest: BodyIntegrity = { crc32: false, unsigned: false }
const levels: readonly BodyIntegrity[] = [
  { crc32: true, unsigned: true },
  { crc32: true, unsigned: false },
  weakest,
]

/** Errors from servers that do not support a header. */
const unsupportedNames: ReadonlySet<string> = new Set([
  'NotImplemented',
  'InvalidArgument',
  'InvalidRequest',
  'InvalidHeader',
  'BadRequest',
  'UnsupportedArgument',
  'XAmzContentSHA256Mismatch',
  'InvalidDigest',
])

/**
 * The capabilities of a connection's S3 server, learned from its responses. `null` until known. A capability
 * counts as missing only after the server rejected it.
 */
export class ServerCapabilities {
  /** True if it lists the parts of a multipart upload. */
  supportsListParts: boolean | null = null
  /** True if it accepts the CRC-32 of the whole object when a multipart upload is completed. */
  supportsFullObjectCrc32: boolean | null = null
  /** True once it has returned the CRC-32 of a part, which shows that it checks those in requests. */
  returnsPartCrc32 = false
  /** Records whether the ETags of unencrypted objects are MD5s. Some servers return other ETags of 32 hex digits. */
  readonly etags = new EtagEvidence()
  #supportsRanges: boolean | null = null
  #level = 0
  #confirmed = false

  /** True if it returns ranges of an object. */
  get supportsRanges(): boolean | null {
    return this.#supportsRanges
  }

  /**
   * Records the response to a GET with a Range header. A server that has returned a range once supports them.
   */
  noteRangeResponse(isRange: boolean): void {
    this.#supportsRanges = this.#supportsRanges === true || isRange
  }

  /** The body integrity to use for the next request. */
  get integrity(): BodyIntegrity {
    return levels[this.#level] ?? weakest
  }

  /** Records that the server accepted a body with the current integrity. */
  confirmIntegrity(): void {
    this.#confirmed = true
  }

  /**
   * Runs a request with the strongest integrity protection that the server accepts. If the server seems not
   * to support it, the request is repeated with a weaker one. Rejects like `run`.
   */
  async withIntegrity<T>(run: (integrity: BodyIntegrity) => Promise<T>): Promise<T> {
    for (let index = this.#level; ; index += 1) {
      const integrity = levels[index] ?? weakest
      try {
        const result = await run(integrity)
        this.#confirmed = true
        this.#level = Math.max(this.#level, index)
        return result
      } catch (error) {
        if (this.#confirmed || index >= levels.length - 1 || !isUnsupported(error)) throw error
      }
    }
  }
}

/** True if an error may mean that the server does not support a feature of the request. */
export function isUnsupported(error: unknown): boolean {
  const { name, $metadata } = error as {
    readonly name?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  return $metadata?.httpStatusCode === 501 || unsupportedNames.has(String(name))
}
