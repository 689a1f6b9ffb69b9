import {
  noRequests,
  requestKind,
  type RequestCounts,
  type RequestKind,
} from '../../../../shared/metrics/requests.ts'

export type { RequestCounts, RequestKind } from '../../../../shared/metrics/requests.ts'

/** Counts requests as they are sent, including retries. */
export class RequestCounter {
  readonly #counts: Record<RequestKind, number> = { ...noRequests }

  /** Adds one request. `chunks` is the number of requests that it is billed as. Default: 1. */
  count(kind: RequestKind, chunks = 1): void {
    this.#counts[kind] += chunks
  }

  /** Returns the counts since the last call, and resets them. */
  take(): RequestCounts {
    const taken = { ...this.#counts }
    for (const kind of requestKind.options) this.#counts[kind] = 0
    return taken
  }
}
