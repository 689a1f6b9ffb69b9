import { randomUUID } from 'node:crypto'
import type { Message } from './message.ts'

/** A message that a consumer holds. */
export type InFlight = {
  readonly message: Message
  readonly receiptHandle: string
  /** When it becomes visible again, by the wall clock, because it must survive a restart. */
  readonly deadlineMs: number
}

/** The properties of a queue other than its messages. */
export type QueueInfo = {
  readonly name: string
  readonly attributes: Map<string, string>
  readonly tags: Map<string, string>
  readonly createdSeconds: number
  modifiedSeconds: number
  /** The last sequence number of a FIFO queue. */
  sequence: number
}

/** Writes every change to a queue before it takes effect in memory. */
export type QueueJournal = {
  insert(queue: string, message: Message): void
  setInFlight(held: InFlight): void
  setVisible(message: Message): void
  delete(message: Message): void
  deleteAll(queue: string): void
}

/** The destination of messages that were received too often. */
export type DeadLetters = {
  readonly maxReceiveCount: number
  readonly queue: Queue
  /** The ARN of the queue that they come from. */
  readonly source: string
}

const deduplicationMs = 5 * 60_000
/** The shortest time between two purges. */
const purgeMs = 60_000

/**
 * The messages of one queue: visible, delayed or in flight. A FIFO queue delivers one message per group at a
 * time.
 */
export class Queue {
  info: QueueInfo
  readonly #journal: QueueJournal
  readonly #visible = new Set<Message>()
  /** The highest sequence number that was visible. Empty in a standard queue. */
  #newest = ''
  /** True if messages of a FIFO queue have returned since the last sort. */
  #isUnsorted = false
  readonly #delayed = new Set<Message>()
  /** Keyed by receipt handle. */
  readonly #inFlight = new Map<string, InFlight>()
  readonly #groupsInFlight = new Set<string>()
  /** The messages recently sent to a FIFO queue, by deduplication id. */
  readonly #recent = new Map<string, Message>()
  readonly #polls = new Set<() => void>()
  /** When the next delayed or in-flight message becomes visible, at the earliest. */
  #nextDueMs = Infinity
  #purgedMs = -Infinity

  constructor(info: QueueInfo, journal: QueueJournal) {
    this.info = info
    this.#journal = journal
  }

  get isFifo(): boolean {
    return this.info.attributes.get('FifoQueue') === 'true'
  }

  /** Replaces the content with what is stored. */
  restore(info: QueueInfo, waiting: readonly Message[], inFlight: readonly InFlight[]): void {
    this.info = info
    for (const all of [this.#visible, this.#delayed, this.#inFlight, this.#groupsInFlight, this.#recent])
      all.clear()
    this.#nextDueMs = Infinity
    for (const message of waiting) this.#add(message)
    for (const held of inFlight) this.#hold(held)
    this.wake()
  }

  send(message: Message): void {
    this.#journal.insert(this.info.name, message)
    if (message.deduplicationId !== null) this.#recent.set(message.deduplicationId, message)
    this.#add(message)
    this.wake()
  }

  /** Returns the message with this deduplication id from the last five minutes of a FIFO queue. */
  duplicateOf(deduplicationId: string): Message | null {
    const oldestMs = Date.now() - deduplicationMs
    for (const [id, { sentMs }] of this.#recent) {
      if (sentMs > oldestMs) break
      this.#recent.delete(id)
    }
    return this.#recent.get(deduplicationId) ?? null
  }

  /** Takes up to `max` visible messages and holds them for `visibilitySeconds`. */
  receive(max: number, visibilitySeconds: number, deadLetters: DeadLetters | null): InFlight[] {
    const nowMs = Date.now()
    this.#makeDueVisible(nowMs)
    if (this.#isUnsorted) this.#sortVisible()
    const received: InFlight[] = []
    for (const message of this.#visible) {
      if (received.length >= max) break
      if (message.groupId !== null && this.#groupsInFlight.has(message.groupId)) continue
      const isTooOften = deadLetters !== null && message.receiveCount >= deadLetters.maxReceiveCount
      if (isTooOften) {
        this.#visible.delete(message)
        deadLetters.queue.send({ ...message, deadLetterSource: deadLetters.source })
        continue
      }
      const counted = {
        ...message,
        receiveCount: message.receiveCount + 1,
        firstReceivedMs: message.firstReceivedMs ?? nowMs,
      }
      const held = {
        message: counted,
        receiptHandle: randomUUID(),
        deadlineMs: nowMs + visibilitySeconds * 1000,
      }
      this.#journal.setInFlight(held)
      this.#visible.delete(message)
      this.#hold(held)
      received.push(held)
    }
    return received
  }

  /** Deletes a message in flight. Does nothing if no message in flight has this receipt handle. */
  delete(receiptHandle: string): void {
    const held = this.#held(receiptHandle)
    if (held === null) return
    this.#journal.delete(held.message)
    this.#unhold(held)
    if (this.isFifo) this.wake()
  }

  /**
   * Moves the deadline of a message in flight. 0 seconds makes it visible at once. Returns false if it is not
   * in flight.
   */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const held = this.#held(receiptHandle)
    if (held === null) return false
    if (seconds > 0) {
      const moved = { ...held, deadlineMs: Date.now() + seconds * 1000 }
      this.#journal.setInFlight(moved)
      this.#hold(moved)
      return true
    }
    this.#journal.setVisible(held.message)
    this.#unhold(held)
    this.#add(held.message)
    this.wake()
    return true
  }

  /** Returns the first visible messages. */
  first(max: number): Message[] {
    this.#makeDueVisible(Date.now())
    const first: Message[] = []
    for (const message of this.#visible) {
      if (first.length >= max) break
      first.push(message)
    }
    return first
  }

  /** Deletes a visible message. Returns false if it is no longer visible. */
  take(message: Message): boolean {
    if (!this.#visible.has(message)) return false
    this.#journal.delete(message)
    this.#visible.delete(message)
    return true
  }

  /** Deletes all messages. Returns false if there was a purge in the last 60 s. */
  purge(): boolean {
    const nowMs = Date.now()
    if (nowMs - this.#purgedMs < purgeMs) return false
    this.#purgedMs = nowMs
    this.#journal.deleteAll(this.info.name)
    this.restore(this.info, [], [])
    return true
  }

  depths(): { readonly visible: number; readonly inFlight: number; readonly delayed: number } {
    this.#makeDueVisible(Date.now())
    return { visible: this.#visible.size, inFlight: this.#inFlight.size, delayed: this.#delayed.size }
  }

  /** Resolves when a message may have become visible, at `deadlineMs`, or when `signal` aborts. */
  async wait(deadlineMs: number, signal: AbortSignal): Promise<void> {
    const untilMs = Math.min(deadlineMs, this.#nextDueMs)
    const { promise, resolve } = Promise.withResolvers<void>()
    const end = (): void => resolve()
    const timer = setTimeout(end, Math.max(untilMs - Date.now(), 0))
    this.#polls.add(end)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
    await promise
    clearTimeout(timer)
    this.#polls.delete(end)
    signal.removeEventListener('abort', end)
  }

  /** Makes all waiting polls check again. Those that find nothing keep waiting. */
  wake(): void {
    for (const end of this.#polls) end()
  }

  #held(receiptHandle: string): InFlight | null {
    this.#makeDueVisible(Date.now())
    return this.#inFlight.get(receiptHandle) ?? null
  }

  #add(message: Message): void {
    if (message.delayedUntilMs !== null && message.delayedUntilMs > Date.now()) {
      this.#delayed.add(message)
      this.#expect(message.delayedUntilMs)
      return
    }
    this.#visible.add(message)
    const sequence = sequenceOf(message)
    if (sequence < this.#newest) this.#isUnsorted = true
    else this.#newest = sequence
  }

  #hold(held: InFlight): void {
    this.#inFlight.set(held.receiptHandle, held)
    if (held.message.groupId !== null) this.#groupsInFlight.add(held.message.groupId)
    this.#expect(held.deadlineMs)
  }

  #unhold({ receiptHandle, message }: InFlight): void {
    this.#inFlight.delete(receiptHandle)
    if (message.groupId !== null) this.#groupsInFlight.delete(message.groupId)
  }

  /** Wakes the polls if a message becomes visible earlier than their timers expect. */
  #expect(dueMs: number): void {
    if (dueMs >= this.#nextDueMs) return
    this.#nextDueMs = dueMs
    this.wake()
  }

  #makeDueVisible(nowMs: number): void {
    if (nowMs < this.#nextDueMs) return
    this.#nextDueMs = Infinity
    for (const held of this.#inFlight.values()) {
      if (held.deadlineMs > nowMs) this.#nextDueMs = Math.min(this.#nextDueMs, held.deadlineMs)
      else {
        this.#unhold(held)
        this.#add(held.message)
      }
    }
    for (const message of this.#delayed) {
      const dueMs = message.delayedUntilMs ?? 0
      if (dueMs > nowMs) this.#nextDueMs = Math.min(this.#nextDueMs, dueMs)
      else {
        this.#delayed.delete(message)
        this.#add(message)
      }
    }
  }

  /** In a FIFO queue, a message that becomes visible again goes before later ones. */
  #sortVisible(): void {
    const sorted = [...this.#visible].toSorted((a, b) => (sequenceOf(a) < sequenceOf(b) ? -1 : 1))
    this.#visible.clear()
    for (const message of sorted) this.#visible.add(message)
    this.#isUnsorted = false
  }
}

/** All have the same length, so their order as text is their numeric order. */
function sequenceOf(message: Message): string {
  return message.sequenceNumber ?? ''
}
