interface Waiter {
  readonly bytes: number
  readonly admit: (granted: number) => void
}

/** A limited number of bytes. Requests wait in order, so that small ones do not overtake a large one. */
export class ByteSemaphore {
  #total: number
  #free: number
  readonly #waiters = new Set<Waiter>()

  constructor(bytes: number) {
    this.#total = bytes
    this.#free = bytes
  }

  /**
   * Waits for this many bytes, or for all of them if the request exceeds the total. Returns a function that
   * releases them once. Calling it again does nothing. Rejects with the signal's reason if it aborts first.
   */
  acquire(bytes: number, signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) return Promise.reject(signal.reason)
    const request = Math.min(bytes, this.#total)
    if (this.#waiters.size === 0 && request <= this.#free) return Promise.resolve(this.#grant(request))
    return new Promise((resolve, reject) => {
      const abort = (): void => {
        this.#waiters.delete(waiter)
        reject(signal.reason)
        this.#admitWaiters()
      }
      const waiter: Waiter = {
        bytes,
        admit: (granted) => {
          signal.removeEventListener('abort', abort)
          resolve(this.#grant(granted))
        },
      }
      this.#waiters.add(waiter)
      signal.addEventListener('abort', abort, { once: true })
    })
  }

  /** Changes the total. Bytes in use count towards the new total. */
  resize(bytes: number): void {
    this.#free += bytes - this.#total
    this.#total = bytes
    this.#admitWaiters()
  }

  #grant(bytes: number): () => void {
    this.#free -= bytes
    let isReleased = false
    return () => {
      if (isReleased) return
      isReleased = true
      this.#free += bytes
      this.#admitWaiters()
    }
  }

  #admitWaiters(): void {
    for (const waiter of this.#waiters) {
      const request = Math.min(waiter.bytes, this.#total)
      if (request > this.#free) return
      this.#waiters.delete(waiter)
      waiter.admit(request)
    }
  }
}
