/** A change to a list: the number to insert at a position, or `null` to remove the number there. */
export interface IdEdit {
  readonly at: number
  readonly add: number | null
}

/** An ordered list of numbers, as compact as an array can be. */
export class IdList {
  #values: Int32Array
  #length = 0

  constructor(capacity = 1_024) {
    this.#values = new Int32Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const values = new Int32Array(Math.max(1_024, this.#length * 2))
      values.set(this.#values)
      this.#values = values
    }
    this.#values[this.#length++] = value
  }

  at(index: number): number | undefined {
    return index < this.#length ? this.#values[index] : undefined
  }

  /** The numbers in order. Valid until the list changes. */
  get values(): Int32Array {
    return this.#values.subarray(0, this.#length)
  }

  /** Replaces the numbers. The list keeps the array. */
  adopt(values: Int32Array): void {
    this.#values = values
    this.#length = values.length
  }

  /** Returns -1 if it is not in the list. */
  indexOf(value: number): number {
    return this.#values.subarray(0, this.#length).indexOf(value)
  }

  slice(start: number, end: number): number[] {
    return [...this.#values.subarray(Math.min(start, this.#length), Math.min(end, this.#length))]
  }

  copy(): Int32Array {
    return this.#values.slice(0, this.#length)
  }

  append(other: IdList): void {
    const length = this.#length + other.#length
    if (length > this.#values.length) {
      const values = new Int32Array(length)
      values.set(this.#values)
      this.#values = values
    }
    this.#values.set(other.#values.subarray(0, other.#length), this.#length)
    this.#length = length
  }

  /**
   * Removes and inserts numbers in one pass. Positions refer to the list before the change, and must not
   * decrease.
   */
  edit(edits: readonly IdEdit[]): void {
    const added = edits.reduce((sum, { add }) => sum + (add === null ? -1 : 1), 0)
    const capacity = Math.max(this.#values.length, this.#length + added)
    const values = new Int32Array(capacity)
    let [from, to] = [0, 0]
    const copy = (end: number): void => {
      values.set(this.#values.subarray(from, end), to)
      to += end - from
      from = end
    }
    for (const { at, add } of edits) {
      copy(at)
      if (add === null) from = at + 1
      else values[to++] = add
    }
    copy(this.#length)
    this.#values = values
    this.#length = to
  }

  clear(): void {
    this.#length = 0
  }
}
