import type { WebContents } from 'electron'
import type { EventName } from '../../shared/ipc/channels.ts'
import type { EventPayload } from '../../shared/ipc/contract.ts'

/** Minimum time between two pushes. Each sends all pending events. */
const intervalMs = 100

interface Message {
  readonly take: () => { readonly payload: unknown } | null
  /** The least time between two of its pushes. */
  readonly leastMs: number
}

/** Pushes the latest snapshot of each kind to the page, at most ten times a second. */
export class Push {
  readonly #page: () => WebContents | null
  readonly #log: (event: string, error: unknown) => void
  readonly #waiting = new Map<EventName, Message>()
  readonly #sentAt = new Map<EventName, number>()
  #timer: NodeJS.Timeout | null = null
  #lastAt = 0

  constructor(page: () => WebContents | null, log: (event: string, error: unknown) => void) {
    this.#page = page
    this.#log = log
  }

  /**
   * Schedules a push. `snapshot` is called when it is sent, so that ten changes cost one snapshot. `leastMs`: push it less
   * often, because it is large.
   */
  plan<E extends EventName>(event: E, snapshot: () => EventPayload<E>, leastMs = 0): void {
    this.#plan(event, { take: () => ({ payload: snapshot() }), leastMs })
  }

  /** Like {@link plan}, but sends nothing if there is nothing to send by then. */
  planIfAny<E extends EventName>(event: E, snapshot: () => EventPayload<E> | null): void {
    const take = (): { readonly payload: unknown } | null => {
      const payload = snapshot()
      return payload === null ? null : { payload }
    }
    this.#plan(event, { take, leastMs: 0 })
  }

  #plan(event: EventName, message: Message): void {
    this.#waiting.set(event, message)
    this.#schedule()
  }

  #schedule(): void {
    this.#timer ??= setTimeout(
      () => {
        this.#flush()
      },
      Math.max(0, this.#lastAt + intervalMs - Date.now()),
    )
  }

  #flush(): void {
    this.#timer = null
    const now = Date.now()
    this.#lastAt = now
    // A snapshot may plan the next push of its event, which is not due yet.
    const planned = [...this.#waiting]
    for (const [event, { take, leastMs }] of planned) {
      const waitedMs = now - (this.#sentAt.get(event) ?? 0)
      // The clock may have been set back.
      if (waitedMs >= 0 && waitedMs < leastMs) continue
      this.#waiting.delete(event)
      this.#sentAt.set(event, now)
      try {
        const page = this.#page()
        const sent = page === null ? null : take()
        if (sent !== null) page?.send(event, sent.payload)
      } catch (error) {
        // A failed snapshot must not hold back the others.
        this.#log(event, error)
      }
    }
    if (this.#waiting.size > 0) this.#schedule()
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#waiting.clear()
  }
}
