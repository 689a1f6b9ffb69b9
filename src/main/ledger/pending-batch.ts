import type { EngineError } from '../engine/errors/engine-error.ts'
import type { LedgerBatch, LedgerWrite } from './ledger-message.ts'
import type { LedgerRequest, LedgerRequestName } from './ledger-requests.ts'

export interface Waiter<T> {
  readonly resolve: (value: T) => void
  readonly reject: (error: EngineError) => void
}

/** Lists that are read again after each change, and so may lack the writes that still wait. */
const early: ReadonlySet<LedgerRequestName> = new Set(['jobs:window', 'jobs:counts'])

/** A message to the thread, with the pending callers. Lazy writes have no caller (`null`). */
export class PendingBatch implements LedgerBatch {
  writes: LedgerWrite[] = []
  writers: (Waiter<void> | null)[] = []
  readonly requests: LedgerRequest[] = []
  readonly requesters: Waiter<never>[] = []
  /** The index of the first write of each turn of the event loop. */
  #turns: number[] = []
  #isInTurn = false

  addWrite(write: LedgerWrite, writer: Waiter<void> | null): void {
    if (!this.#isInTurn) {
      this.#isInTurn = true
      this.#turns.push(this.writes.length)
      setImmediate(() => {
        this.#isInTurn = false
      })
    }
    this.writes.push(write)
    this.writers.push(writer)
  }

  addRequest(request: LedgerRequest, requester: Waiter<never>): void {
    this.requests.push(request)
    this.requesters.push(requester)
  }

  /**
   * Moves everything beyond about `most` writes to a new batch, with the requests that have to wait for it.
   * The writes of one turn stay together, because they share a transaction.
   */
  splitAfter(max: number): PendingBatch {
    const rest = new PendingBatch()
    const turns = this.#turns
    const cut = turns.findLast((start) => start > 0 && start <= max) ?? turns.find((start) => start > max)
    if (this.writes.length <= max || cut === undefined) return rest
    // Not with `push(...)`: hundreds of thousands of arguments would overflow the stack.
    rest.writes = this.writes.splice(cut)
    rest.writers = this.writers.splice(cut)
    rest.#turns = turns.filter((start) => start >= cut).map((start) => start - cut)
    const requests = this.requests.splice(0)
    for (const [index, requester] of this.requesters.splice(0).entries()) {
      const request = requests[index]
      if (request !== undefined) (early.has(request.name) ? this : rest).addRequest(request, requester)
    }
    return rest
  }

  reject(error: EngineError): void {
    for (const writer of this.writers) writer?.reject(error)
    for (const requester of this.requesters) requester.reject(error)
  }
}
