/** How a request proves its body: by a CRC-32 that the server checks, by a signature over it, or by both. */
export type BodyProof = {
  /** Sent as `x-amz-checksum-crc32`. */
  readonly crc32: boolean
  /** The signature leaves the body out, which is for bodies with a checksum and for connections nobody can change. */
  readonly unsigned: boolean
}

const weakest: BodyProof = { crc32: false, unsigned: false }
const proofs: readonly BodyProof[] = [
  { crc32: true, unsigned: true },
  { crc32: true, unsigned: false },
  weakest,
]

/** What servers answer that do not know a header. */
const unknowing: ReadonlySet<string> = new Set([
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
 * What a connection's server is known to understand, by its answers: `null` until one has told. Nothing is
 * given up that was not refused, nor where its refusal had another reason.
 */
export class ServerTraits {
  /** Whether it sends stretches of an object. */
  ranges: boolean | null = null
  /** Whether it lists the parts of a multipart upload. */
  listParts: boolean | null = null
  /** Whether it takes the whole object's CRC-32 when the parts are put together. */
  fullObjectCrc32: boolean | null = null
  #proof = 0
  #proven = false

  /** The proof to begin with. */
  get proof(): BodyProof {
    return proofs[this.#proof] ?? weakest
  }

  /** Notes that the server took a body with the present proof. */
  noteProof(): void {
    this.#proven = true
  }

  /**
   * Runs a request with the strongest proof of its body that the server takes: after a refusal that may mean the
   * proof, it is made again with a weaker one. Rejects as `run` does.
   */
  async withProof<T>(run: (proof: BodyProof) => Promise<T>): Promise<T> {
    for (let index = this.#proof; ; index += 1) {
      const proof = proofs[index] ?? weakest
      try {
        const result = await run(proof)
        this.#proven = true
        this.#proof = Math.max(this.#proof, index)
        return result
      } catch (error) {
        if (this.#proven || index >= proofs.length - 1 || !isUnknowing(error)) throw error
      }
    }
  }
}

/** Whether an answer may mean that the server does not know what it was asked for. */
export function isUnknowing(error: unknown): boolean {
  const { name, $metadata } = error as {
    readonly name?: unknown
    readonly $metadata?: { readonly httpStatusCode?: number }
  }
  return $metadata?.httpStatusCode === 501 || unknowing.has(String(name))
}
