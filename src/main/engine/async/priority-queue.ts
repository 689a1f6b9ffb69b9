/** What waits in a {@link PriorityQueue}; a lower rank goes first. */
export interface PriorityItem {
  rank: number
  /** It gave up its place; the line passes over it. */
  removed: boolean
}

/** Who waits, by rank, whatever the order of joining: a binary heap. */
export class PriorityQueue<T extends PriorityItem> {
  #heap: T[] = []

  add(item: T): void {
    this.#heap.push(item)
    this.#rise(this.#heap.length - 1)
  }

  /** Call after the ranks of those in line have changed. */
  reorder(): void {
    // What is sorted is a heap too.
    this.#heap = this.#heap.filter(({ removed }) => !removed).toSorted((a, b) => a.rank - b.rank)
  }

  /** The first in line, which stays there until it is gone; `null` where nobody waits. */
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
      const [left, right] = [2 * at + 1, 2 * at + 2]
      const below = this.#rank(right) < this.#rank(left) ? right : left
      if (!this.#swapIfLower(below, at)) return
      at = below
    }
  }

  /** Swaps the two where the lower one goes first; answers whether it did. */
  #swapIfLower(lower: number, upper: number): boolean {
    const [low, up] = [this.#heap[lower], this.#heap[upper]]
    if (low === undefined || up === undefined || low.rank >= up.rank) return false
    this.#heap[lower] = up
    this.#heap[upper] = low
    return true
  }

  #rank(index: number): number {
    return this.#heap[index]?.rank ?? Number.POSITIVE_INFINITY
  }
}
