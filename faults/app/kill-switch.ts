/**
 * Counts an engine's steps and stops it at one of them. A step is a request or a response at the proxy,
 * or the moment before or after a journal write.
 */
export class KillSwitch {
  readonly #killAt: number
  readonly #killed = Promise.withResolvers<string>()
  readonly #released = Promise.withResolvers<never>()
  #isKilled = false
  steps = 0

  /** `killAt` is the number of the last step, counted from 1. Default: never. */
  constructor(killAt = Number.POSITIVE_INFINITY) {
    this.#killAt = killAt
    this.#released.promise.catch(() => undefined)
  }

  get isKilled(): boolean {
    return this.#isKilled
  }

  /** Resolves with the name of the last step. */
  get killed(): Promise<string> {
    return this.#killed.promise
  }

  /** Counts a step. From the last step on, it blocks, and rejects after `release`. */
  async reach(step: string): Promise<void> {
    if (!this.#isKilled) {
      this.steps += 1
      if (this.steps < this.#killAt) return
      this.trip(step)
    }
    await this.#released.promise
  }

  /** Makes the blocked code fail. Call this after the check, when side effects no longer matter. */
  release(): void {
    this.#released.reject(new Error('This instance was killed.'))
  }

  /** Kills at once, whatever the number of the step. */
  trip(step: string): void {
    this.#isKilled = true
    this.#killed.resolve(step)
  }
}
