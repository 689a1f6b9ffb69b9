/** The running calls by request id, so that the page can cancel one. */
export class InFlight {
  readonly #running = new Map<string, AbortController>()
  /** Calls that were cancelled before they arrived. */
  readonly #cancelledEarly = new Set<string>()

  /** Runs `work` with a signal that fires on {@link cancel}. */
  async run<T>(requestId: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    if (this.#cancelledEarly.delete(requestId)) controller.abort()
    this.#running.set(requestId, controller)
    try {
      return await work(controller.signal)
    } finally {
      this.#running.delete(requestId)
    }
  }

  cancel(requestId: string): void {
    const controller = this.#running.get(requestId)
    if (controller !== undefined) controller.abort()
    else {
      if (this.#cancelledEarly.size >= 100) this.#cancelledEarly.clear()
      this.#cancelledEarly.add(requestId)
    }
  }

  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort()
  }
}
