/** An item of a {@link PriorityQueue}. The lowest rank is first. */
export interface PriorityItem {
  rank: number
  /** Set this to remove the item from its queue. */
  removed: boolean
}

/** A binary heap that returns the item with the lowest rank first. */
export class PriorityQueue<T extends PriorityItem> {
  #heap: T[] = []

  add(item: T): void {
    this.#heap.push(item)
    this.#rise(this.#heap.length - 1)
  }

  /** Call this after ranks have changed. */
  reorder(): void {
    // A sorted array is a heap.
    this.#heap = this.#heap.filter(({ removed }) => !removed).toSorted((a, b) => a.rank - b.rank)
  }

  /** Returns the first item without removing it, or `null` if the queue is empty. */
  first(): T | null {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined) return null
      if (!first.removed) return first
      const last = this.#heap.pop()
      if (last === undefined || last === first) continue
      this.#heap[0] = last
      this.#sink()
    }
  }

  #rise(from: number): void {
    for (let at = from; at > 0;) {
      const above = (at - 1) >> 1
      if (!this.#swapIfLower(at, above)) return
      at = above
    }
  }

  #sink(): void {
    for (let at = 0; ;) {
      const left = 2 * at + 1
      const below = this.#rank(left + 1) < this.#rank(left) ? left + 1 : left
      if (!this.#swapIfLower(below, at)) return
      at = below
    }
  }

  /** Swaps two items if the lower one has the lower rank. Returns true if it did. */
  #swapIfLower(lower: number, upper: number): boolean {
    const low = this.#heap[lower]
    const up = this.#heap[upper]
    if (low === undefined || up === undefined || low.rank >= up.rank) return false
    this.#heap[lower] = up
    this.#heap[upper] = low
    return true
  }

  #rank(index: number): number {
    return this.#heap[index]?.rank ?? Number.POSITIVE_INFINITY
  }
}
