/** What waits in a {@link WaitingLine}; a lower rank goes first. */
export interface Waiting {
  rank: number
  /** It gave up its place; the line passes over it. */
  gone: boolean
}

const tidyAfter = 1_024

/** Who waits, by rank. Joining in order, leaving and taking the first cost the same however long the line is. */
export class WaitingLine<T extends Waiting> {
  #items: T[] = []
  #head = 0
  #sorted = true

  join(item: T): void {
    const last = this.#items.at(-1)
    if (last !== undefined && last.rank > item.rank) this.#sorted = false
    this.#items.push(item)
  }

  /** Call after the ranks of those in line have changed. */
  reorder(): void {
    this.#sorted = false
  }

  /** The first in line, which stays there; `null` where nobody waits. */
  first(): T | null {
    if (!this.#sorted) this.#tidy()
    while (this.#items[this.#head]?.gone === true) this.#head += 1
    if (this.#head > tidyAfter && this.#head * 2 > this.#items.length) this.#tidy()
    return this.#items[this.#head] ?? null
  }

  #tidy(): void {
    this.#items = this.#items.slice(this.#head).filter(({ gone }) => !gone)
    this.#head = 0
    if (!this.#sorted) this.#items.sort((a, b) => a.rank - b.rank)
    this.#sorted = true
  }
}
