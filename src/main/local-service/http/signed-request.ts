/** The keys and the region for signing a request. */
export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** Why a request is rejected, independent of the error codes of S3 and SQS. */
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
 * A request with well-formed signature headers. Only the signature itself, which covers the payload's hash,
 * remains to be checked.
 */
export type SignedRequest = {
  /** The hash in the client's header, `UNSIGNED-PAYLOAD` for a presigned URL, or `null`. */
  readonly payloadHash: string | null
  /** True if the signature is correct for a payload with this hash. */
  matches(payloadHash: string): boolean
}
