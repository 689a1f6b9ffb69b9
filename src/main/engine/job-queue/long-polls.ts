import { EngineError } from '../errors/engine-error.ts'

/** A long poll whose caller may cancel before it ends. */
export type LongPoll<T> = {
  /** Polls of the same kind can serve each other's callers: same queue, same lease, same size. */
  readonly kind: string
  receive(signal: AbortSignal): Promise<T | null>
  /** Releases a result that no caller wants. */
  release(result: T): Promise<void>
}

type Caller<T> = {
  readonly kind: string
  readonly isWaiting: () => boolean
  readonly deliver: (result: T | null) => void
}

/**
 * Long polls that can outlive their callers. SQS may give a poll a message even after its connection was
 * closed, which would hide the message for the whole lease. So a poll always runs to its end. If its caller
 * has cancelled, the result goes to another caller of the same kind, or is released.
 */
export class LongPolls<T> {
  readonly #polls = new Map<Promise<void>, { readonly caller: Caller<T>; readonly abort: () => void }>()

  /** Runs a poll. When `signal` fires, this throws `CANCELLED` at once, while the poll continues. */
  run(poll: LongPoll<T>, signal: AbortSignal | undefined): Promise<T | null> {
    return new Promise((resolve, reject) => {
      let waiting = true
      const stopWaiting = (): void => {
        waiting = false
        signal?.removeEventListener('abort', cancel)
      }
      const deliver = (result: T | null): void => {
        stopWaiting()
        resolve(result)
      }
      const cancel = (): void => {
        stopWaiting()
        reject(new EngineError('CANCELLED', undefined, { cause: signal?.reason }))
      }
      const caller: Caller<T> = { kind: poll.kind, isWaiting: () => waiting, deliver }
      const controller = new AbortController()
      const running: Promise<void> = poll
        .receive(controller.signal)
        .then((result) => this.#deliver(poll, caller, result))
        .catch((error: unknown) => {
          if (!waiting) return
          stopWaiting()
          reject(error)
        })
        .finally(() => this.#polls.delete(running))
      this.#polls.set(running, { caller, abort: () => controller.abort() })
      signal?.addEventListener('abort', cancel, { once: true })
      if (signal?.aborted) cancel()
    })
  }

  /** Waits for the polls whose callers have cancelled, and aborts those that outlast `deadlineMs`. */
  async settle(deadlineMs: number): Promise<void> {
    const detached = [...this.#polls].filter(([, { caller }]) => !caller.isWaiting())
    const timer = setTimeout(() => {
      for (const [, { abort }] of detached) abort()
    }, deadlineMs)
    try {
      await Promise.all(detached.map(([running]) => running))
    } finally {
      clearTimeout(timer)
    }
  }

  async #deliver(poll: LongPoll<T>, caller: Caller<T>, result: T | null): Promise<void> {
    if (caller.isWaiting()) return caller.deliver(result)
    if (result === null) return
    const others = [...this.#polls.values()].map((entry) => entry.caller)
    const other = others.find(({ kind, isWaiting }) => kind === poll.kind && isWaiting())
    if (other) other.deliver(result)
    else await poll.release(result)
  }
}
