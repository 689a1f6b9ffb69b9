/** The keys and the region with which a request must be signed. */
export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** Why a request is refused, independent of the error codes of S3 and SQS. */
export type SignatureFault =
  | 'missing'
  | 'malformed'
  | 'unknown-key'
  | 'wrong-region'
  | 'wrong-service'
  | 'skewed'
  | 'expired'
  | 'mismatch'

/**
 * A request whose signature headers are well-formed. Only the signature itself, which covers the hash of the payload,
 * is still to be checked.
 */
export type SignedRequest = {
  /** The hash in the client's header, `UNSIGNED-PAYLOAD` for a presigned address; null where there is none. */
  readonly payloadHash: string | null
  /** True if the signature is right for a payload with this hash. */
  matches(payloadHash: string): boolean
}
