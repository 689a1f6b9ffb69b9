const windowMs = 3_000
const stepMs = 200

/** Measures a transfer's speed, averaged over the last 3 seconds. */
export class ProgressMeter {
  #samples: { readonly at: number; readonly bytes: number }[] = []

  /** True if there are no recent samples. */
  get isFresh(): boolean {
    return this.#samples.length === 0
  }

  /** Adds a sample: the total bytes moved so far, at a time in milliseconds. */
  note(bytes: number, at: number): void {
    const last = this.#samples.at(-1)
    // A retried part starts from a smaller total.
    if (last !== undefined && bytes < last.bytes) this.#samples = []
    const before = this.#samples.at(-2)
    if (before !== undefined && at - before.at < stepMs) this.#samples.pop()
    this.#samples.push({ at, bytes })
    this.#forget(at)
  }

  /** Returns the bytes per second at a time in milliseconds, or 0 if nothing has moved recently. */
  rate(at: number): number {
    this.#forget(at)
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (first === undefined || last === undefined || at - last.at > windowMs) return 0
    const elapsed = Math.max(at - first.at, stepMs)
    return ((last.bytes - first.bytes) * 1_000) / elapsed
  }

  #forget(at: number): void {
    // The newest sample at or before the start of the window is its left edge.
    while (this.#samples.length > 1 && (this.#samples[1]?.at ?? at) <= at - windowMs) this.#samples.shift()
  }
}
