import { settledOrAborted } from '../../engine/async/settled-or-aborted.ts'

/** How long quitting waits for the page. A page that hangs or has crashed never saves. */
const patienceMs = 1_000

/** When the app quits, waits for the page to save its state one last time. */
export class LastState {
  readonly #done: Promise<void>
  #finish: () => void = () => {}

  constructor() {
    this.#done = new Promise((resolve) => {
      this.#finish = resolve
    })
  }

  /** Call it once the state is on disk. */
  saved(): void {
    this.#finish()
  }

  /** Resolves once the state is saved, after one second at the latest. */
  async wait(patience: AbortSignal = AbortSignal.timeout(patienceMs)): Promise<void> {
    await settledOrAborted(patience, [this.#done])
  }
}
