import type { Trouble, TroublesSnapshot } from '../../shared/app-info.ts'

/** The parts of main that have stopped working. The window says what to do. */
export class Troubles {
  readonly #log: (trouble: Trouble, error: unknown) => void
  readonly #onChange: () => void
  readonly #known = new Set<Trouble>()

  constructor(log: (trouble: Trouble, error: unknown) => void, onChange: () => void) {
    this.#log = log
    this.#onChange = onChange
  }

  snapshot(): TroublesSnapshot {
    return { revision: this.#known.size, troubles: [...this.#known] }
  }

  /** Logs the error, and reports the problem once. */
  add(trouble: Trouble, error: unknown): void {
    this.#log(trouble, error)
    if (this.#known.has(trouble)) return
    this.#known.add(trouble)
    this.#onChange()
  }
}
