/** A set of job ids, with one bit for each id from `base` on. */
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

  /** Calls `run` with each id, largest first. Skips empty ranges quickly. */
  eachDescending(run: (id: number) => void): void {
    for (let word = this.#bits.length - 1; word >= 0; word -= 1) {
      let bits = this.#bits[word] ?? 0
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
