import { smallBytes } from '../limits/shared-limits.ts'
import type { TransferRecord } from './transfer-record.ts'
import { PriorityQueue } from '../async/priority-queue.ts'
import type { PriorityItem } from '../async/priority-queue.ts'

/** A place in the line of those that wait for their turn. */
interface Ticket extends PriorityItem {
  readonly record: TransferRecord
  /** Called when its turn has come, with the function that ends it, to be called once or more. */
  readonly start: (leave: () => void) => void
}

/** `large` (4) large transfers run at once; files under 1 MiB have `small` (32) turns of their own. */
export interface SchedulerOptions {
  readonly largeSlots?: number
  readonly smallSlots?: number
  /** Whether work of this connection may start now. Default: always. */
  readonly isOpen?: (connectionId: string) => boolean
}

/** Whose turn it is: by rank, small files beside the large ones, each connection's work only while it is open. */
export class Scheduler {
  readonly #lanes: { readonly small: Lane; readonly large: Lane }
  readonly #isOpen: (connectionId: string) => boolean

  constructor({ largeSlots = 4, smallSlots = 32, isOpen = () => true }: SchedulerOptions = {}) {
    this.#lanes = { small: new Lane(smallSlots), large: new Lane(largeSlots) }
    this.#isOpen = isOpen
  }

  /** Lines up by the record's rank. `bytes`: how much it will move; `null` where that is not known. */
  add(record: TransferRecord, bytes: number | null, start: Ticket['start']): void {
    this.remove(record)
    const ticket: Ticket = { record, start, rank: record.rank, removed: false }
    record.ticket = ticket
    const lane = bytes !== null && bytes < smallBytes ? this.#lanes.small : this.#lanes.large
    lane.queueOf(record.info.connectionId).add(ticket)
    this.#startNext(lane)
  }

  /** Gives up its place in the line; nothing happens where it has none. */
  remove(record: TransferRecord): void {
    if (record.ticket !== null) record.ticket.removed = true
    record.ticket = null
  }

  /** Call after ranks have changed: the tickets take those of their records. */
  reorder(waiting: Iterable<TransferRecord>): void {
    for (const { ticket, rank } of waiting) if (ticket !== null) ticket.rank = rank
    for (const lane of this.#all()) for (const line of lane.queues.values()) line.reorder()
  }

  /** Call when a connection has opened. */
  startReady(): void {
    for (const lane of this.#all()) this.#startNext(lane)
  }

  /** Starts one of a connection that is not open, to see whether it is again; `null` where none waits. */
  startProbe(connectionId: string): TransferRecord | null {
    for (const lane of this.#all()) {
      const ticket = lane.queues.get(connectionId)?.first() ?? null
      if (ticket === null) continue
      this.#start(lane, ticket)
      return ticket.record
    }
    return null
  }

  #all(): readonly Lane[] {
    return [this.#lanes.small, this.#lanes.large]
  }

  #startNext(lane: Lane): void {
    while (lane.free > 0) {
      const next = this.#next(lane)
      if (next === null) return
      this.#start(lane, next)
    }
  }

  #next(lane: Lane): Ticket | null {
    let next: Ticket | null = null
    for (const [connectionId, line] of lane.queues) {
      const first = line.first()
      if (first === null || (next !== null && first.rank >= next.rank) || !this.#isOpen(connectionId))
        continue
      next = first
    }
    return next
  }

  #start(lane: Lane, ticket: Ticket): void {
    this.remove(ticket.record)
    lane.free -= 1
    let left = false
    ticket.start(() => {
      if (left) return
      left = true
      lane.free += 1
      this.#startNext(lane)
    })
  }
}

class Lane {
  /** Below zero while a probe runs beside as many as there are turns. */
  free: number
  readonly queues = new Map<string, PriorityQueue<Ticket>>()

  constructor(turns: number) {
    this.free = turns
  }

  queueOf(connectionId: string): PriorityQueue<Ticket> {
    const line = this.queues.get(connectionId) ?? new PriorityQueue<Ticket>()
    this.queues.set(connectionId, line)
    return line
  }
}
