/** Collects the files that the system opens with the app from startup on, until they are taken. */
export class OpenFileRequests {
  #waiting: string[] = []
  #take: ((paths: readonly string[]) => void) | null = null

  add(paths: readonly string[]): void {
    if (this.#take === null) this.#waiting.push(...paths)
    else this.#take(paths)
  }

  /** Passes on the files so far, and all later ones. */
  forward(take: (paths: readonly string[]) => void): void {
    this.#take = take
    take(this.#waiting)
    this.#waiting = []
  }
}
