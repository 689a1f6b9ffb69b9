import { setImmediate } from 'node:timers/promises'

/** The maximum number of messages to send in one turn of the event loop. More would hold up everything else. */
const perTurn = 40

/** Holds messages back for a while after a drop. Until they are sent, their jobs can be taken back. */
export class SendHold {
  readonly #now: () => number
  /** Keyed by the time when they may be sent. */
  readonly #waiting = new Map<number, Set<() => void>>()
  #size = 0
  #isOver = false

  constructor(now: () => number) {
    this.#now = now
  }

  /** The number of held messages. */
  get size(): number {
    return this.#size
  }

  /** True if a message with this `sendsAt` is being held back. */
  holds(sendsAt: number | null): boolean {
    return !this.#isOver && sendsAt !== null && sendsAt > this.#now()
  }

  /** Resolves once the time has come. Rejects with the signal's reason. */
  async wait(sendsAt: number | null, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (sendsAt === null || !this.holds(sendsAt)) return
    await new Promise<void>((resolve, reject) => {
      const group = this.#groupAt(sendsAt)
      const leave = (): void => {
        this.#size -= 1
        signal.removeEventListener('abort', abort)
        resolve()
      }
      const abort = (): void => {
        if (!group.delete(leave)) return
        this.#size -= 1
        reject(signal.reason as Error)
      }
      this.#size += 1
      group.add(leave)
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  /** Releases everything now, and holds nothing back from then on. Resolves once all messages are released. */
  async end(): Promise<void> {
    this.#isOver = true
    await Promise.all([...this.#waiting.keys()].map((sendsAt) => this.#let(sendsAt)))
  }

  #groupAt(sendsAt: number): Set<() => void> {
    const known = this.#waiting.get(sendsAt)
    if (known !== undefined) return known
    const group = new Set<() => void>()
    this.#waiting.set(sendsAt, group)
    setTimeout(() => void this.#let(sendsAt), Math.max(0, sendsAt - this.#now())).unref()
    return group
  }

  async #let(sendsAt: number): Promise<void> {
    const group = this.#waiting.get(sendsAt)
    this.#waiting.delete(sendsAt)
    let count = 0
    for (const leave of group ?? []) {
      group?.delete(leave)
      leave()
      count += 1
      if (count % perTurn === 0) await setImmediate()
    }
  }
}
