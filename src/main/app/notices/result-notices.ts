import type { NoticeTarget } from '../../../shared/notice-target.ts'

const leastMs = 5_000

/** Options of {@link ResultNotices}. */
export interface ResultNoticesOptions {
  /** Shows a system notification. */
  readonly show: (text: string, target: NoticeTarget) => void
  readonly now?: () => number
  /** Calls `run` after `delayMs`. */
  readonly after?: (delayMs: number, run: () => void) => void
}

type Added = NonNullable<NoticeTarget['place']> & { readonly results: number; readonly jobId: number | null }

/**
 * Tells the user about new results while the window has no focus: one notification for each batch, showing only the
 * number, because others may see the screen.
 */
export class ResultNotices {
  readonly #options: ResultNoticesOptions
  readonly #now: () => number
  readonly #after: (delayMs: number, run: () => void) => void
  #focused = true
  #waiting = 0
  /** The job queue of the pending results, or `null` if there are several. */
  #place: NoticeTarget['place'] = null
  /** The only job that what waits is of; `null` if there are several. */
  #job: number | null = null
  #isPlanned = false
  #shownAt = -Infinity

  constructor(options: ResultNoticesOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#after = options.after ?? ((delayMs, run) => void setTimeout(run, delayMs).unref())
  }

  setFocused(focused: boolean): void {
    this.#focused = focused
    // They are on screen now.
    if (focused) this.#waiting = 0
  }

  /** Only the focus counts: a window that is merely visible may be behind others. */
  setVisible(): void {}

  /** Call with the new results of a job queue. `jobId`: the job that all of them are of; `null` if there are several. */
  add({ results, jobId, connectionId, queue }: Added): void {
    if (this.#focused || results <= 0) return
    const isSame = this.#place?.connectionId === connectionId && this.#place.queue === queue
    this.#place = this.#waiting === 0 || isSame ? { connectionId, queue } : null
    this.#job = this.#waiting === 0 || this.#job === jobId ? jobId : null
    this.#waiting += results
    if (this.#isPlanned) return
    this.#isPlanned = true
    this.#after(Math.max(0, this.#shownAt + leastMs - this.#now()), () => this.#show())
  }

  #show(): void {
    this.#isPlanned = false
    const results = this.#waiting
    this.#waiting = 0
    if (this.#focused || results === 0) return
    this.#shownAt = this.#now()
    this.#options.show(results === 1 ? '1 new result' : `${results.toLocaleString('en')} new results`, {
      place: this.#place,
      job: this.#job,
      isOnResults: true,
    })
  }
}
