import type { WebContents } from 'electron'
import type { EventName } from '../../shared/ipc/channels.ts'
import type { EventPayload } from '../../shared/ipc/contract.ts'
import { PacedTask, type Pace } from '../engine/async/paced-task.ts'

/**
 * Each push sends all events that are due. Under constant change there are four pushes a second.
 * After an idle period the first one is sent at once.
 */
const pace: Pace = { leastMs: 20, everyMs: 250, burst: 4 }

interface Message {
  readonly take: () => { readonly payload: unknown } | null
  /** The minimum time between two pushes of this event. */
  readonly leastMs: number
}

/**
 * Pushes the latest snapshot of each kind to the page: the first at once, and no more often than
 * the page can draw.
 */
export class Push {
  readonly #page: () => WebContents | null
  readonly #log: (event: string, error: unknown) => void
  readonly #waiting = new Map<EventName, Message>()
  readonly #sentAt = new Map<EventName, number>()
  readonly #task = new PacedTask({ pace, run: () => this.#flush() })
  #timer: NodeJS.Timeout | null = null

  constructor(page: () => WebContents | null, log: (event: string, error: unknown) => void) {
    this.#page = page
    this.#log = log
  }

  /**
   * Schedules a push. `snapshot` is called when it is sent, so that ten changes cost one snapshot.
   * `leastMs` limits the rate of large pushes.
   */
  plan<E extends EventName>(event: E, snapshot: () => EventPayload<E>, leastMs = 0): void {
    this.#plan(event, { take: () => ({ payload: snapshot() }), leastMs })
  }

  /** Like {@link plan}, but sends nothing if `snapshot` returns `null`. */
  planIfAny<E extends EventName>(event: E, snapshot: () => EventPayload<E> | null): void {
    const take = (): { readonly payload: unknown } | null => {
      const payload = snapshot()
      return payload === null ? null : { payload }
    }
    this.#plan(event, { take, leastMs: 0 })
  }

  #plan(event: EventName, message: Message): void {
    const planned = this.#waiting.get(event)
    this.#waiting.set(event, message)
    // Transfers call this thousands of times a second.
    if (planned === undefined || planned.leastMs !== message.leastMs) this.#schedule()
  }

  /** Schedules a push for when the first event is due. */
  #schedule(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    const now = Date.now()
    const waits = Array.from(this.#waiting, ([event, message]) => this.#waitMs(event, message, now))
    const waitMs = Math.min(...waits)
    if (waitMs === 0) return this.#task.request()
    if (waits.length > 0) this.#timer = setTimeout(() => this.#task.request(), waitMs)
  }

  /** Returns how long an event still has to wait. */
  #waitMs(event: EventName, { leastMs }: Message, now: number): number {
    const waitedMs = now - (this.#sentAt.get(event) ?? 0)
    // The clock may have been set back.
    return waitedMs < 0 ? 0 : Math.max(0, leastMs - waitedMs)
  }

  #flush(): void {
    const now = Date.now()
    // A snapshot may plan the next push of its event, which is not due yet.
    const planned = [...this.#waiting]
    for (const [event, message] of planned) {
      if (this.#waitMs(event, message, now) > 0) continue
      this.#waiting.delete(event)
      this.#sentAt.set(event, now)
      try {
        const page = this.#page()
        const sent = page === null ? null : message.take()
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
    this.#task.close()
    this.#waiting.clear()
  }
}
