import type { JobCountsSnapshot } from '../../../shared/jobs/jobs.ts'
import { Emitter } from '../async/emitter.ts'
import { PacedTask } from '../async/paced-task.ts'
import type { After } from '../async/timer.ts'
import type { JobStore } from './job-store.ts'

/** Options of {@link JobCounts}. */
export interface JobCountsOptions {
  readonly store: Pick<JobStore, 'counts' | 'onChange'>
  readonly onError?: (error: unknown) => void
  readonly now?: () => number
  readonly after?: After
}

/** Counts each job queue's jobs by state, at most twice a second. */
export class JobCounts {
  readonly #options: JobCountsOptions
  readonly #changed = new Emitter()
  readonly #count: PacedTask
  readonly #stopListening: () => void
  #snapshot: JobCountsSnapshot | null = null
  #text = ''
  #revision = 0

  constructor(options: JobCountsOptions) {
    this.#options = options
    const { store, now, after } = options
    this.#count = new PacedTask({
      pace: { minMs: 500, everyMs: 500, burst: 1 },
      run: () => this.#recount(),
      ...(now && { now }),
      ...(after && { after }),
    })
    this.#stopListening = store.onChange(() => this.#count.request())
  }

  /** Returns the current counts. */
  async read(): Promise<JobCountsSnapshot> {
    const queues = [...(await this.#options.store.counts())]
    const text = JSON.stringify(queues)
    if (this.#snapshot !== null && text === this.#text) return this.#snapshot
    this.#revision += 1
    this.#text = text
    this.#snapshot = { revision: this.#revision, queues }
    return this.#snapshot
  }

  /** The counts from the last read, or `null` before the first one. */
  get last(): JobCountsSnapshot | null {
    return this.#snapshot
  }

  /** Calls the listener when the counts have changed. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  close(): void {
    this.#stopListening()
    this.#count.close()
  }

  async #recount(): Promise<void> {
    const before = this.#revision
    try {
      const { revision } = await this.read()
      if (revision !== before) this.#changed.emit()
    } catch (error) {
      this.#options.onError?.(error)
    }
  }
}
