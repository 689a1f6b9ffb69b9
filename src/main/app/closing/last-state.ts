import { settleBy } from '../../engine/async/settle-by.ts'

/** How long quitting waits for the page. A page that hangs or has crashed never saves. */
const patienceMs = 1_000

/** Waits until the page has saved its state for the last time, when the app quits. */
export class LastState {
  readonly #saved: Promise<void>
  /** Call it once the state is on disk. */
  readonly saved: () => void

  constructor() {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#saved = promise
    this.saved = resolve
  }

  /** Resolves once the state is saved, after one second at the latest. */
  async wait(patience: AbortSignal = AbortSignal.timeout(patienceMs)): Promise<void> {
    await settleBy(patience, [this.#saved])
  }
}
