/** A row on screen. If `canMove`, its elements may be reused for another row. */
export interface SlottedRow {
  readonly key: string
  readonly canMove: boolean
}

/**
 * Chooses React keys, so that scrolling reuses the elements of rows instead of removing and creating them. Rows that
 * stay keep theirs.
 */
export class RowSlots {
  #slots = new Map<string, number>()
  /** The React keys in the order of their elements. */
  #placed: readonly string[] = []

  /** Returns the React keys of these rows, in order. The same rows always get the same keys. */
  assign(rows: readonly SlottedRow[]): readonly string[] {
    const taken = new Set(rows.flatMap(({ key }) => this.#slots.get(key) ?? []))
    const next = new Map<string, number>()
    let free = 0
    for (const { key, canMove } of rows) {
      if (!canMove) continue
      let slot = this.#slots.get(key)
      if (slot === undefined) {
        while (taken.has(free)) free += 1
        slot = free
        taken.add(slot)
      }
      next.set(key, slot)
    }
    this.#slots = next
    return rows.map(({ key }) => (next.has(key) ? `slot ${next.get(key)}` : key))
  }
  /**
   * Returns the positions of these React keys in rendering order. With `inPlace`, all elements stay where
   * they are, because moving an element within the page lays out all of its content again.
   */
  place(keys: readonly string[], inPlace: boolean): readonly number[] {
    const positions = keys.map((_key, position) => position)
    if (inPlace) {
      const before = new Map(this.#placed.map((key, at) => [key, at]))
      const placeOf = (position: number): number => before.get(keys[position] ?? '') ?? before.size + position
      positions.sort((left, right) => placeOf(left) - placeOf(right))
    }
    this.#placed = positions.map((position) => keys[position] ?? '')
    return positions
  }
}
