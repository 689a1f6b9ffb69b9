import { smallBytes } from '../limits/shared-limits.ts'
import type { TransferRecord } from './transfer-record.ts'
import { PriorityQueue } from '../async/priority-queue.ts'
import type { PriorityItem } from '../async/priority-queue.ts'

/** A transfer waiting for a slot. */
interface Ticket extends PriorityItem {
  readonly record: TransferRecord
}

/** Options of a {@link Scheduler}: the number of concurrent transfers, and what starts them. */
export interface SchedulerOptions {
  /** Called when a transfer gets a slot, with a function that releases the slot. Calling that again does nothing. */
  readonly start: (record: TransferRecord, release: () => void) => void
  /** For files of 1 MiB or more. Default: 4. */
  readonly largeSlots?: number
  /** For smaller files, which run alongside the large ones. Default: 64. */
  readonly smallSlots?: number
  /** True if a transfer of this connection may start now. Default: always. */
  readonly isOpen?: (connectionId: string) => boolean
}

/** Decides which transfer starts next: the one with the lowest rank whose connection is open. */
export class Scheduler {
  readonly #pools: { readonly small: SlotPool; readonly large: SlotPool }
  readonly #isOpen: (connectionId: string) => boolean
  readonly #startOne: SchedulerOptions['start']

  constructor({ start, largeSlots = 4, smallSlots = 64, isOpen = () => true }: SchedulerOptions) {
    this.#startOne = start
    this.#pools = { small: new SlotPool(smallSlots), large: new SlotPool(largeSlots) }
    this.#isOpen = isOpen
  }

  /**
   * Adds a transfer by the rank of its record. `bytes` is the number of bytes to transfer, or `null` if
   * unknown.
   */
  add(record: TransferRecord, bytes: number | null): void {
    this.remove(record)
    const ticket: Ticket = { record, rank: record.rank, removed: false }
    record.ticket = ticket
    const pool = bytes !== null && bytes < smallBytes ? this.#pools.small : this.#pools.large
    pool.queueOf(record.info.connectionId).add(ticket)
    this.#startNext(pool)
  }

  /** Removes a transfer. Does nothing if it is not waiting. */
  remove(record: TransferRecord): void {
    if (record.ticket !== null) record.ticket.removed = true
    record.ticket = null
  }

  /** Call this after the ranks of records have changed. */
  reorder(waiting: Iterable<TransferRecord>): void {
    for (const { ticket, rank } of waiting) if (ticket !== null) ticket.rank = rank
    for (const pool of this.#all()) for (const queue of pool.queues.values()) queue.reorder()
  }

  /** Starts every transfer that can start. Call this when a connection has opened. */
  startReady(): void {
    for (const pool of this.#all()) this.#startNext(pool)
  }

  /** Starts one transfer of a connection that is not open, to test it. Returns `null` if none is waiting. */
  startProbe(connectionId: string): TransferRecord | null {
    for (const pool of this.#all()) {
      const ticket = pool.queues.get(connectionId)?.first() ?? null
      if (ticket === null) continue
      this.#start(pool, ticket)
      return ticket.record
    }
    return null
  }

  #all(): readonly SlotPool[] {
    return [this.#pools.small, this.#pools.large]
  }

  #startNext(pool: SlotPool): void {
    while (pool.free > 0) {
      const next = this.#next(pool)
      if (next === null) return
      this.#start(pool, next)
    }
  }

  #next(pool: SlotPool): Ticket | null {
    let next: Ticket | null = null
    for (const [connectionId, queue] of pool.queues) {
      const first = queue.first()
      if (first === null || (next !== null && first.rank >= next.rank) || !this.#isOpen(connectionId))
        continue
      next = first
    }
    return next
  }

  #start(pool: SlotPool, ticket: Ticket): void {
    this.remove(ticket.record)
    pool.free -= 1
    let isReleased = false
    this.#startOne(ticket.record, () => {
      if (isReleased) return
      isReleased = true
      pool.free += 1
      this.#startNext(pool)
    })
  }
}

class SlotPool {
  /** The number of free slots. Negative while a probe runs although all slots are taken. */
  free: number
  readonly queues = new Map<string, PriorityQueue<Ticket>>()

  constructor(slots: number) {
    this.free = slots
  }

  queueOf(connectionId: string): PriorityQueue<Ticket> {
    const queue = this.queues.get(connectionId) ?? new PriorityQueue<Ticket>()
    this.queues.set(connectionId, queue)
    return queue
  }
}
