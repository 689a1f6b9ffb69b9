import { noRequests, requestKind, type RequestCounts, type RequestKind } from '../../../../shared/requests.ts'

export type { RequestCounts, RequestKind } from '../../../../shared/requests.ts'

/** Counts requests as they leave, retries included. */
export class RequestCounter {
  readonly #counts: Record<RequestKind, number> = { ...noRequests }

  /** Notes a request; `chunks` (1) is what it is billed as. */
  count(kind: RequestKind, chunks = 1): void {
    this.#counts[kind] += chunks
  }

  /** What was counted since the last call. */
  take(): RequestCounts {
    const taken = { ...this.#counts }
    for (const kind of requestKind.options) this.#counts[kind] = 0
    return taken
  }
}
