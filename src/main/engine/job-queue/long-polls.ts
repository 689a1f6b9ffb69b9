import { EngineError } from '../errors/engine-error.ts'

/** A long poll for a caller who may leave before it ends. */
export type LongPoll<T> = {
  /** Which polls may stand in for each other: those of one queue with one lease. */
  readonly kind: string
  receive(signal: AbortSignal): Promise<T | null>
  /** Gives back what nobody waits for. */
  release(result: T): Promise<void>
}

type Caller<T> = {
  readonly kind: string
  readonly isWaiting: () => boolean
  readonly take: (result: T | null) => void
}

/**
 * Long polls that may outlive their callers. SQS may give a poll a message even after its connection was cut,
 * and would hide that message for the whole lease. So a poll runs to its end; what it brings goes to another
 * caller who waits for the same, and is given back where there is none.
 */
export class LongPolls<T> {
  readonly #polls = new Map<Promise<void>, { readonly caller: Caller<T>; readonly abort: () => void }>()

  /** Runs a poll until it ends or `signal` fires: then it throws `CANCELLED` at once. */
  run(poll: LongPoll<T>, signal: AbortSignal | undefined): Promise<T | null> {
    return new Promise((resolve, reject) => {
      let waiting = true
      const leave = (): void => {
        waiting = false
        signal?.removeEventListener('abort', cancel)
      }
      const take = (result: T | null): void => {
        leave()
        resolve(result)
      }
      const cancel = (): void => {
        leave()
        reject(new EngineError('CANCELLED', undefined, { cause: signal?.reason }))
      }
      const caller: Caller<T> = { kind: poll.kind, isWaiting: () => waiting, take }
      const controller = new AbortController()
      const ending: Promise<void> = poll
        .receive(controller.signal)
        .then((result) => this.#deliver(poll, caller, result))
        .catch((error: unknown) => {
          if (!waiting) return
          leave()
          reject(error)
        })
        .finally(() => this.#polls.delete(ending))
      this.#polls.set(ending, { caller, abort: () => controller.abort() })
      signal?.addEventListener('abort', cancel, { once: true })
      if (signal?.aborted) cancel()
    })
  }

  /** Waits for the polls whose callers have gone; those that outlast `deadlineMs` are aborted. */
  async settle(deadlineMs: number): Promise<void> {
    const detached = [...this.#polls].filter(([, { caller }]) => !caller.isWaiting())
    const timer = setTimeout(() => {
      for (const [, { abort }] of detached) abort()
    }, deadlineMs)
    try {
      await Promise.all(detached.map(([ending]) => ending))
    } finally {
      clearTimeout(timer)
    }
  }

  async #deliver(poll: LongPoll<T>, caller: Caller<T>, result: T | null): Promise<void> {
    if (caller.isWaiting()) return caller.take(result)
    if (result === null) return
    const others = [...this.#polls.values()].map((entry) => entry.caller)
    const other = others.find(({ kind, isWaiting }) => kind === poll.kind && isWaiting())
    if (other) other.take(result)
    else await poll.release(result)
  }
}
