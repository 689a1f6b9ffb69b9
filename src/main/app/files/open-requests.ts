/** Collects what the system asks the app to open, such as files, from startup on, until they are taken. */
export class OpenRequests {
  #waiting: string[] = []
  #take: ((items: readonly string[]) => void) | null = null

  add(items: readonly string[]): void {
    if (this.#take === null) this.#waiting.push(...items)
    else this.#take(items)
  }

  /** Passes on the items so far, and all later ones. */
  forward(take: (items: readonly string[]) => void): void {
    this.#take = take
    take(this.#waiting)
    this.#waiting = []
  }
}
