interface Waiter {
  readonly bytes: number
  readonly admit: (granted: number) => void
}

/** A bounded number of bytes; who finds too few waits in line, so that a large wish is not passed over. */
export class ByteSemaphore {
  #total: number
  #free: number
  readonly #waiters = new Set<Waiter>()

  constructor(bytes: number) {
    this.#total = bytes
    this.#free = bytes
  }

  /**
   * Waits for so many bytes; a wish above the whole budget is met with the whole. Answers with the function that
   * gives them back, to be called once or more. Rejects with the signal's reason where it aborts first.
   */
  acquire(bytes: number, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const wish = Math.min(bytes, this.#total)
    if (this.#waiters.size === 0 && wish <= this.#free) return Promise.resolve(this.#grant(wish))
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiters.delete(waiter)
        reject(signal.reason)
        this.#admitWaiters()
      }
      const waiter: Waiter = {
        bytes,
        admit: (granted) => {
          signal.removeEventListener('abort', leave)
          resolve(this.#grant(granted))
        },
      }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  /** Another total from now on. What is given out stays so, and counts. */
  resize(bytes: number): void {
    this.#free += bytes - this.#total
    this.#total = bytes
    this.#admitWaiters()
  }

  #grant(bytes: number): () => void {
    this.#free -= bytes
    let given = false
    return () => {
      if (given) return
      given = true
      this.#free += bytes
      this.#admitWaiters()
    }
  }

  #admitWaiters(): void {
    for (const waiter of this.#waiters) {
      const wish = Math.min(waiter.bytes, this.#total)
      if (wish > this.#free) return
      this.#waiters.delete(waiter)
      waiter.admit(wish)
    }
  }
}
