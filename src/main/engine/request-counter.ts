/**
 * What AWS bills apart. `s3-write`: PUT, COPY, POST and LIST; `s3-read`: GET, HEAD and the rest; `s3-free`:
 * DELETE and the abort of a multipart upload; `sqs`: every SQS request, once for each 64 KiB of its payload.
 */
export type RequestKind = 's3-write' | 's3-read' | 's3-free' | 'sqs'

/** How many requests were made of each kind. */
export type RequestCounts = Readonly<Record<RequestKind, number>>

/** Counts requests as they leave, retries included. */
export class RequestCounter {
  readonly #counts: Record<RequestKind, number> = { 's3-write': 0, 's3-read': 0, 's3-free': 0, sqs: 0 }

  /** Notes a request; `chunks` (1) is what it is billed as. */
  count(kind: RequestKind, chunks = 1): void {
    this.#counts[kind] += chunks
  }

  /** What was counted since the last call. */
  take(): RequestCounts {
    const taken = { ...this.#counts }
    for (const kind of Object.keys(taken) as RequestKind[]) this.#counts[kind] = 0
    return taken
  }
}
