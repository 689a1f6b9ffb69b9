interface Waiter {
  readonly bytes: number
  readonly admit: (granted: number) => void
}

/** A bounded number of bytes; who finds too few waits in line, so that a large wish is not passed over. */
export class ByteBudget {
  #total: number
  #free: number
  readonly #line = new Set<Waiter>()

  constructor(bytes: number) {
    this.#total = bytes
    this.#free = bytes
  }

  /**
   * Waits for so many bytes; a wish above the whole budget is met with the whole. Answers with the function that
   * gives them back, to be called once or more. Rejects with the signal's reason where it aborts first.
   */
  take(bytes: number, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const wish = Math.min(bytes, this.#total)
    if (this.#line.size === 0 && wish <= this.#free) return Promise.resolve(this.#give(wish))
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(waiter)
        reject(signal.reason)
        this.#serve()
      }
      const waiter: Waiter = {
        bytes,
        admit: (granted) => {
          signal.removeEventListener('abort', leave)
          resolve(this.#give(granted))
        },
      }
      this.#line.add(waiter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  /** Another total from now on. What is given out stays so, and counts. */
  resize(bytes: number): void {
    this.#free += bytes - this.#total
    this.#total = bytes
    this.#serve()
  }

  #give(bytes: number): () => void {
    this.#free -= bytes
    let given = false
    return () => {
      if (given) return
      given = true
      this.#free += bytes
      this.#serve()
    }
  }

  #serve(): void {
    for (const waiter of this.#line) {
      const wish = Math.min(waiter.bytes, this.#total)
      if (wish > this.#free) return
      this.#line.delete(waiter)
      waiter.admit(wish)
    }
  }
}
