/** Tells listeners that something changed. A listener that throws stops neither the others nor the emitter. */
export class Emitter<T = void> {
  readonly #listeners = new Set<(value: T) => void>()

  /** Adds a listener; answers with the function that takes it away again. */
  on(listener: (value: T) => void): () => void {
    // A wrapper of its own lets the same function listen twice and leave once.
    const own = (value: T): void => listener(value)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  /** Calls every listener, in the order they came. */
  emit(value: T): void {
    // A set may change while it is walked: who leaves is called no more, who comes is called too.
    for (const listener of this.#listeners) {
      try {
        listener(value)
      } catch (error) {
        // A broken view must not break the work it looks at; the process's own handler reports it.
        queueMicrotask(() => {
          throw error
        })
      }
    }
  }
}
