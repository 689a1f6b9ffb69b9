import type { Connection } from '../connection.ts'
import type { JobColumns } from './job-columns.ts'
import { NameOrder, SizeOrder, type SortOrder } from './sort-order.ts'

export type OrderBy = 'name' | 'size'

/** The orders of all jobs by name and by size. */
export class SortOrders {
  readonly #connection: Connection
  readonly #columns: JobColumns
  readonly #known = new Map<OrderBy, SortOrder>()
  /** Orders whose jobs have changed. They stay in use until the new ones are complete. */
  readonly #old = new Set<OrderBy>()
  /** Orders that are prepared in the background. */
  readonly #next = new Map<OrderBy, SortOrder>()
  #isPrepared = false

  constructor(connection: Connection, columns: JobColumns) {
    this.#connection = connection
    this.#columns = columns
  }

  /** Returns `null` if not all jobs are loaded yet. */
  get(by: OrderBy, isDescending: boolean): SortOrder | null {
    const known = this.#known.get(by)
    if (this.#old.has(by)) this.#renew(by)
    // An order by name is read from the visible end. Sizes are sorted as a whole.
    const fits = by === 'size' || known?.isComplete === true || known?.isDescending === isDescending
    if (known !== undefined && fits) return known
    const order = this.#create(by, isDescending)
    if (order === null) return null
    this.#next.delete(by)
    this.#known.set(by, order)
    return order
  }

  /** Call this when jobs have changed and all of them are in the indexes by name and size. */
  refresh(isInUse: (by: OrderBy) => boolean): void {
    for (const [by, order] of this.#known) {
      if (order.isComplete) this.#old.add(by)
      else this.#known.delete(by)
    }
    // The orders being prepared lack these changes.
    for (const by of this.#next.keys()) this.#old.add(by)
    for (const by of this.#old) if (isInUse(by) || this.#next.has(by)) this.#renew(by)
  }

  /**
   * Prepares the orders for a few milliseconds. Returns the one that is complete now, and `null` if nothing is
   * left to do. Call this when all jobs are loaded.
   */
  prepare(): OrderBy | 'prepared' | null {
    if (!this.#isPrepared) {
      this.#isPrepared = true
      for (const by of ['size', 'name'] as const) if (!this.#known.has(by)) this.#renew(by)
    }
    for (const [by, order] of this.#next) {
      order.step()
      if (!order.isComplete) return 'prepared'
      this.#next.delete(by)
      this.#known.set(by, order)
      return by
    }
    return null
  }

  #renew(by: OrderBy): void {
    const order = this.#create(by, false)
    if (order === null) return
    this.#old.delete(by)
    this.#next.set(by, order)
  }

  #create(by: OrderBy, isDescending: boolean): SortOrder | null {
    if (by === 'name') return new NameOrder(this.#connection, isDescending)
    return this.#columns.isLoaded ? new SizeOrder(this.#columns) : null
  }
}
