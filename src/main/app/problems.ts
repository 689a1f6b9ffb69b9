import type { Problem, ProblemsSnapshot } from '../../shared/app-info.ts'

/** The parts of main that have stopped working. The window says what to do. */
export class Problems {
  readonly #log: (problem: Problem, error: unknown) => void
  readonly #onChange: () => void
  readonly #known = new Set<Problem>()

  constructor(log: (problem: Problem, error: unknown) => void, onChange: () => void) {
    this.#log = log
    this.#onChange = onChange
  }

  snapshot(): ProblemsSnapshot {
    return { revision: this.#known.size, problems: [...this.#known] }
  }

  /** Logs the error, and reports the problem once. */
  add(problem: Problem, error: unknown): void {
    this.#log(problem, error)
    if (this.#known.has(problem)) return
    this.#known.add(problem)
    this.#onChange()
  }
}
