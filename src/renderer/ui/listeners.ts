/**
 * Functions to call after each change to a state outside React. `add` fits `useSyncExternalStore`.
 */
export class Listeners {
  readonly #all = new Set<() => void>()

  /** Returns a function that removes the listener. */
  readonly add = (listener: () => void): (() => void) => {
    this.#all.add(listener)
    return () => {
      this.#all.delete(listener)
    }
  }

  notify(): void {
    for (const listener of this.#all) listener()
  }
}
