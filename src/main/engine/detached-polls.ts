import { EngineError } from './errors.ts'

/**
 * Long polls whose caller has gone. SQS may give such a poll a message even after its connection was cut, and
 * would hide that message for the whole lease; so a poll runs to its end and what it brings is handed back.
 */
export class DetachedPolls {
  readonly #running = new Map<Promise<void>, AbortController>()

  /**
   * Runs a poll until it ends or `signal` fires. Then it rejects at once with `CANCELLED`, and `giveBack` gets
   * what the poll still brings.
   */
  async run<T>(
    poll: (signal: AbortSignal) => Promise<T | null>,
    giveBack: (result: T) => Promise<void>,
    signal: AbortSignal | undefined,
  ): Promise<T | null> {
    const controller = new AbortController()
    const result = poll(controller.signal)
    if (!signal) return result
    let cancel = (): void => {}
    const cancelled = new Promise<never>((_, reject) => {
      cancel = () => reject(new EngineError('CANCELLED', undefined, { cause: signal.reason }))
      signal.addEventListener('abort', cancel, { once: true })
      if (signal.aborted) cancel()
    })
    try {
      return await Promise.race([cancelled, result])
    } catch (error) {
      if (signal.aborted) this.#detach(result, giveBack, controller)
      throw error
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  /** Waits for the polls whose callers have gone; those that outlast `deadlineMs` are aborted. */
  async settle(deadlineMs: number): Promise<void> {
    const timer = setTimeout(() => {
      for (const controller of this.#running.values()) controller.abort()
    }, deadlineMs)
    try {
      await Promise.all(this.#running.keys())
    } finally {
      clearTimeout(timer)
    }
  }

  #detach<T>(
    result: Promise<T | null>,
    giveBack: (result: T) => Promise<void>,
    controller: AbortController,
  ): void {
    const ending: Promise<void> = result
      .then((value) => (value === null ? undefined : giveBack(value)))
      .catch(() => {})
      .finally(() => this.#running.delete(ending))
    this.#running.set(ending, controller)
  }
}
