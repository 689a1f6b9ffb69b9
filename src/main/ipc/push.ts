import type { WebContents } from 'electron'
import type { EventName } from '../../shared/ipc/channels.ts'
import type { EventPayload } from '../../shared/ipc/contract.ts'

/** Minimum time between two pushes. Each sends all pending events. */
const intervalMs = 100

type Message = () => { readonly payload: unknown } | null

/** Pushes the latest snapshot of each kind to the page, at most ten times a second. */
export class Push {
  readonly #page: () => WebContents | null
  readonly #log: (event: string, error: unknown) => void
  readonly #waiting = new Map<EventName, Message>()
  #timer: NodeJS.Timeout | null = null
  #lastAt = 0

  constructor(page: () => WebContents | null, log: (event: string, error: unknown) => void) {
    this.#page = page
    this.#log = log
  }

  /** Schedules a push. `snapshot` is called when it is sent, so that ten changes cost one snapshot. */
  plan<E extends EventName>(event: E, snapshot: () => EventPayload<E>): void {
    this.#plan(event, () => ({ payload: snapshot() }))
  }

  /** Like {@link plan}, but sends nothing if there is nothing to send by then. */
  planIfAny<E extends EventName>(event: E, snapshot: () => EventPayload<E> | null): void {
    this.#plan(event, () => {
      const payload = snapshot()
      return payload === null ? null : { payload }
    })
  }

  #plan(event: EventName, message: Message): void {
    this.#waiting.set(event, message)
    this.#timer ??= setTimeout(
      () => {
        this.#flush()
      },
      Math.max(0, this.#lastAt + intervalMs - Date.now()),
    )
  }

  #flush(): void {
    this.#timer = null
    this.#lastAt = Date.now()
    const due = [...this.#waiting]
    this.#waiting.clear()
    for (const [event, message] of due) {
      try {
        const page = this.#page()
        const sent = page === null ? null : message()
        if (sent !== null) page?.send(event, sent.payload)
      } catch (error) {
        // A failed snapshot must not hold back the others.
        this.#log(event, error)
      }
    }
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#waiting.clear()
  }
}
