import { stat } from 'node:fs/promises'
import type { After } from '../../engine/async/timer.ts'

const intervalMs = 20_000

/**
 * Notices that another version was installed over the running program, by a package manager or by hand. Until the
 * restart, the app runs with parts of both versions.
 */
export class ProgramWatch {
  readonly #path: string
  readonly #after: After
  readonly #onReplaced: () => void
  #stopTimer: () => void = () => undefined
  #isClosed = false

  constructor(path: string, after: After, onReplaced: () => void) {
    this.#path = path
    this.#after = after
    this.#onReplaced = onReplaced
  }

  /** Looks at the program now, and every 20 s until it has been replaced. */
  async start(): Promise<void> {
    const started = await identityOf(this.#path)
    if (started !== null) this.#wait(started, started)
  }

  close(): void {
    this.#isClosed = true
    this.#stopTimer()
  }

  #wait(started: string, previous: string | null): void {
    if (this.#isClosed) return
    this.#stopTimer = this.#after(intervalMs, () => void this.#look(started, previous))
  }

  async #look(started: string, previous: string | null): Promise<void> {
    const now = await identityOf(this.#path)
    // A package manager may still be writing the other files, so the program has to stay the same once.
    if (now !== null && now !== started && now === previous) this.#onReplaced()
    else this.#wait(started, now)
  }
}

async function identityOf(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  return found === null ? null : `${found.dev} ${found.ino} ${found.size} ${found.mtimeNs}`
}
