/** A set of job ids, with one bit per id, starting at `base`. */
export class IdSet {
  readonly #base: number
  #bits: Uint32Array

  constructor(base: number, end: number) {
    this.#base = base
    this.#bits = new Uint32Array(((end - base) >>> 5) + 1)
  }

  has(id: number): boolean {
    const at = id - this.#base
    return ((this.#bits[at >>> 5] ?? 0) & (1 << (at & 31))) !== 0
  }

  add(id: number): void {
    const at = id - this.#base
    if (at < 0) return
    if (at >>> 5 >= this.#bits.length) this.#grow((at >>> 5) + 1)
    this.#bits[at >>> 5]! |= 1 << (at & 31)
  }

  delete(id: number): void {
    const at = id - this.#base
    if (at >= 0 && at >>> 5 < this.#bits.length) this.#bits[at >>> 5]! &= ~(1 << (at & 31))
  }

  /** Adds the ids whose bits are set. The first bit stands for `low`, which is a multiple of 32 after `base`. */
  addFrom(bits: Uint32Array, low: number): void {
    const start = (low - this.#base) >>> 5
    if (start + bits.length > this.#bits.length) this.#grow(start + bits.length)
    for (let word = 0; word < bits.length; word += 1) this.#bits[start + word]! |= bits[word] ?? 0
  }

  /** Copies the bits of the ids starting at `low`, which is a multiple of 32 after `base`. */
  copyTo(bits: Uint32Array, low: number): void {
    const start = (low - this.#base) >>> 5
    bits.set(this.#bits.subarray(start, start + bits.length))
  }

  /**
   * Calls `run` with each id, largest first, from `low` up to but not including `high`. Skips empty ranges
   * quickly.
   */
  eachDescending(
    run: (id: number) => void,
    low = this.#base,
    high = this.#base + this.#bits.length * 32,
  ): void {
    const first = Math.max(0, low - this.#base)
    const end = Math.min(high - this.#base, this.#bits.length * 32)
    for (let word = (end - 1) >> 5; word >= first >>> 5; word -= 1) {
      let bits = this.#bits[word] ?? 0
      if (word === end >>> 5) bits &= ~(~0 << (end & 31))
      if (word === first >>> 5) bits &= ~0 << (first & 31)
      while (bits !== 0) {
        const bit = 31 - Math.clz32(bits)
        run(this.#base + word * 32 + bit)
        bits &= ~(1 << bit)
      }
    }
  }

  #grow(words: number): void {
    const bits = new Uint32Array(Math.max(words, this.#bits.length * 2))
    bits.set(this.#bits)
    this.#bits = bits
  }
}
