interface Waiter {
  readonly admit: () => void
}

/** A bounded number of places; whoever finds none waits in line. */
export class Slots {
  #free: number
  readonly #line = new Set<Waiter>()

  constructor(count: number) {
    this.#free = count
  }

  /**
   * Waits for a place. Answers with the function that gives it back, to be called once or more.
   * Rejects with the signal's reason where it aborts first.
   */
  async take(signal: AbortSignal): Promise<() => void> {
    signal.throwIfAborted()
    if (this.#free > 0) this.#free -= 1
    else await this.#wait(signal)
    let given = false
    return () => {
      if (given) return
      given = true
      this.#giveBack()
    }
  }

  #wait(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#line.delete(waiter)
        reject(signal.reason)
      }
      const waiter: Waiter = {
        admit: () => {
          signal.removeEventListener('abort', leave)
          resolve()
        },
      }
      this.#line.add(waiter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  #giveBack(): void {
    const [next] = this.#line
    if (next === undefined) {
      this.#free += 1
      return
    }
    this.#line.delete(next)
    next.admit()
  }
}
