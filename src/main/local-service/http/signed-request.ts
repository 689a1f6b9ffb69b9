/** The keys and the place that a request must be signed for. */
export type Credentials = {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
}

/** Why a request is refused, named apart from how S3 and SQS spell it. */
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
 * A signature whose header fields are in order. What is left to compare is the signature itself, which covers the
 * hash of the payload.
 */
export type SignedRequest = {
  /** The hash in the client's header, `UNSIGNED-PAYLOAD` for a presigned address; null where there is none. */
  readonly payloadHash: string | null
  /** Whether the signature is right for a payload with this hash. */
  matches(payloadHash: string): boolean
}
