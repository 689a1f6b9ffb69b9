/** Calls listeners after a change. A listener that throws stops neither the others nor the emitter. */
export class Emitter<T = void> {
  readonly #listeners = new Set<(value: T) => void>()

  /** Adds a listener. Returns a function that removes it. */
  on(listener: (value: T) => void): () => void {
    // The wrapper allows a function to be added twice and removed once.
    const own = (value: T): void => listener(value)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  /** Calls every listener, in the order in which they were added. */
  emit(value: T): void {
    // Listeners removed during emit are skipped; added ones are called.
    for (const listener of this.#listeners) {
      try {
        listener(value)
      } catch (error) {
        // A broken listener must not break the work that it observes. The process's handler reports the error.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
