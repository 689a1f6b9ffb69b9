import { randomUUID } from 'node:crypto'
import type { MfaRequest } from '../../../shared/connections/connections.ts'

interface Waiting {
  readonly request: MfaRequest
  readonly connectionId: string
  answer(code: string | null): void
}

/** The requests for MFA codes, shown one at a time. */
export class MfaRequests {
  readonly #waiting: Waiting[] = []
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  /** The request shown now. */
  get current(): MfaRequest | null {
    return this.#waiting[0]?.request ?? null
  }

  /**
   * Asks for a code. Resolves with `null` if the user cancels, or if the connection is removed or
   * changed.
   */
  ask(connectionId: string, request: Omit<MfaRequest, 'id'>): Promise<string | null> {
    return new Promise((resolve) => {
      this.#waiting.push({ request: { ...request, id: randomUUID() }, connectionId, answer: resolve })
      this.#onChange()
    })
  }

  /** Answers a request. `null` cancels it. Does nothing if it is no longer pending. */
  answer(id: string, code: string | null): void {
    this.#settle(({ request }) => request.id === id, code)
  }

  /** Cancels a connection's requests. */
  cancel(connectionId: string): void {
    this.#settle((waiting) => waiting.connectionId === connectionId, null)
  }

  #settle(matches: (waiting: Waiting) => boolean, code: string | null): void {
    const settled = this.#waiting.filter(matches)
    if (settled.length === 0) return
    for (const waiting of settled) this.#waiting.splice(this.#waiting.indexOf(waiting), 1)
    for (const { answer } of settled) answer(code)
    this.#onChange()
  }
}
