/**
 * The steps of one engine: each request as it arrives and each answer before it goes back, each write of a journal
 * before and after. At the step that it is told to die at, nothing goes on any more.
 */
export class Life {
  readonly #diesAt: number
  readonly #died = Promise.withResolvers<string>()
  readonly #buried = Promise.withResolvers<never>()
  #dead = false
  steps = 0

  /** `diesAt`: the number of its last step, from 1; never by default. */
  constructor(diesAt = Number.POSITIVE_INFINITY) {
    this.#diesAt = diesAt
    this.#buried.promise.catch(() => undefined)
  }

  get dead(): boolean {
    return this.#dead
  }

  /** Resolves with the name of the last step. */
  get died(): Promise<string> {
    return this.#died.promise
  }

  /** Never resolves from the last step on; rejects once it is buried, so that nothing is held for ever. */
  async reach(step: string): Promise<void> {
    if (!this.#dead) {
      this.steps += 1
      if (this.steps < this.#diesAt) return
      this.end(step)
    }
    await this.#buried.promise
  }

  /** When all is judged and nothing that still comes of it matters. */
  bury(): void {
    this.#buried.reject(new Error('It is dead.'))
  }

  end(step: string): void {
    this.#dead = true
    this.#died.resolve(step)
  }
}
