import type { TransferRecord } from './transfer-record.ts'

interface Entry {
  readonly record: TransferRecord
  readonly isDone: boolean
  removed: boolean
}

/** The finished transfers, in the order they finished. No operation on one of them visits the others. */
export class EndedTransfers {
  readonly #byId = new Map<string, Entry>()
  /** In order. Removed entries stay until they make up more than half. */
  #order: Entry[] = []
  #removed = 0
  /** Transfers that the user has to see, in order. */
  readonly #failed = new Map<string, TransferRecord>()
  /** Successful transfers, in order. Removed ones stay, as in `#order`. The ones before `#firstDone` are removed. */
  #done: Entry[] = []
  #firstDone = 0
  #removedDone = 0

  get size(): number {
    return this.#byId.size
  }

  get(id: string): TransferRecord | undefined {
    return this.#byId.get(id)?.record
  }

  has(id: string): boolean {
    return this.#byId.has(id)
  }

  /** Adds a transfer as the latest one. Its state is final until it is deleted. */
  add(record: TransferRecord): void {
    this.delete(record.info.id)
    const entry = { record, isDone: record.info.state === 'done', removed: false }
    this.#byId.set(record.info.id, entry)
    this.#order.push(entry)
    if (entry.isDone) this.#done.push(entry)
    if (record.info.state === 'failed') this.#failed.set(record.info.id, record)
  }

  delete(id: string): void {
    const entry = this.#byId.get(id)
    if (entry === undefined) return
    this.#byId.delete(id)
    this.#failed.delete(id)
    entry.removed = true
    this.#removed += 1
    if (this.#removed > this.#order.length / 2) {
      this.#order = this.#order.filter(({ removed }) => !removed)
      this.#removed = 0
    }
    if (entry.isDone) this.#noteRemovedDone()
  }

  /** Deletes the oldest successful transfer. Returns true if there was one. */
  deleteOldestDone(): boolean {
    while (this.#firstDone < this.#done.length) {
      const entry = this.#done[this.#firstDone]
      this.#firstDone += 1
      if (entry === undefined || entry.removed) continue
      this.delete(entry.record.info.id)
      return true
    }
    return false
  }

  /** Returns the transfers, oldest first. */
  all(): TransferRecord[] {
    return this.#order.flatMap(({ record, removed }) => (removed ? [] : [record]))
  }

  /** Returns up to `count` transfers: failed ones, then the others, latest first. */
  latest(count: number): TransferRecord[] {
    const found = count === 0 ? [] : [...this.#failed.values()].slice(-count).toReversed()
    for (let index = this.#order.length - 1; index >= 0 && found.length < count; index -= 1) {
      const entry = this.#order[index]
      if (entry === undefined || entry.removed || entry.record.info.state === 'failed') continue
      found.push(entry.record)
    }
    return found
  }

  /** Removes transfers that the user need not see again, and returns them. Failed ones are kept. */
  clear(): TransferRecord[] {
    const cleared = this.all().filter(({ info }) => info.state !== 'failed')
    for (const record of cleared) this.delete(record.info.id)
    return cleared
  }

  #noteRemovedDone(): void {
    this.#removedDone += 1
    if (this.#removedDone <= this.#done.length / 2) return
    this.#done = this.#done.filter(({ removed }) => !removed)
    this.#firstDone = 0
    this.#removedDone = 0
  }
}
