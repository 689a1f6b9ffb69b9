import { stat } from 'node:fs/promises'
import type { After } from '../../engine/async/timer.ts'

const intervalMs = 20_000

/**
 * Detects that another version was installed over the running program, by a package manager or by hand. Until the
 * restart, the app runs with files of both versions.
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

  /** Checks the program now, and every 20 s until it has been replaced. */
  async start(): Promise<void> {
    const started = await identityOf(this.#path)
    if (started !== null) this.#scheduleCheck(started, started)
  }

  close(): void {
    this.#isClosed = true
    this.#stopTimer()
  }

  #scheduleCheck(started: string, previous: string | null): void {
    if (this.#isClosed) return
    this.#stopTimer = this.#after(intervalMs, () => void this.#check(started, previous))
  }

  async #check(started: string, previous: string | null): Promise<void> {
    const now = await identityOf(this.#path)
    // A package manager may still be writing other files, so wait until two checks in a row agree.
    if (now !== null && now !== started && now === previous) this.#onReplaced()
    else this.#scheduleCheck(started, now)
  }
}

async function identityOf(path: string): Promise<string | null> {
  const found = await stat(path, { bigint: true }).catch(() => null)
  return found === null ? null : `${found.dev} ${found.ino} ${found.size} ${found.mtimeNs}`
}
