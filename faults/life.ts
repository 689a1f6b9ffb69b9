/**
 * The steps of one engine: each request as it arrives and each answer before it goes back, each write of a journal
 * before and after. At the step that it is told to die at, nothing goes on any more.
 */
export class Life {
  readonly #diesAt: number
  readonly #died = Promise.withResolvers<string>()
  #dead = false
  steps = 0

  /** `diesAt`: the number of its last step, from 1; never by default. */
  constructor(diesAt = Number.POSITIVE_INFINITY) {
    this.#diesAt = diesAt
  }

  get dead(): boolean {
    return this.#dead
  }

  /** Resolves with the name of the last step. */
  get died(): Promise<string> {
    return this.#died.promise
  }

  /** Never resolves from the last step on. */
  async reach(step: string): Promise<void> {
    if (!this.#dead) {
      this.steps += 1
      if (this.steps < this.#diesAt) return
      this.end(step)
    }
    await new Promise(() => undefined)
  }

  end(step: string): void {
    this.#dead = true
    this.#died.resolve(step)
  }
}
