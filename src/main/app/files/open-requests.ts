/** Collects files and links that the system asks the app to open, until the app can handle them. */
export class OpenRequests {
  #waiting: string[] = []
  #take: ((items: readonly string[]) => void) | null = null

  add(items: readonly string[]): void {
    if (this.#take === null) for (const item of items) this.#waiting.push(item)
    else this.#take(items)
  }

  /** Passes on the items collected so far, and all later ones. */
  forward(take: (items: readonly string[]) => void): void {
    this.#take = take
    take(this.#waiting)
    this.#waiting = []
  }
}
