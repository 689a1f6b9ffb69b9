import type { NoticeTarget } from '../../../shared/notice-target.ts'
import { plural } from '../../../shared/texts/intl.ts'

const leastMs = 5_000

/** Options of {@link ResultNotices}. */
export interface ResultNoticesOptions {
  /** Shows a system notification. */
  readonly show: (text: string, target: NoticeTarget) => void
  readonly now?: () => number
  /** Calls `run` after `delayMs`. */
  readonly after?: (delayMs: number, run: () => void) => void
}

type Added = NonNullable<NoticeTarget['jobQueue']> & {
  readonly results: number
  readonly jobId: number | null
}

/**
 * Notifies the user of new results while the window has no focus: one notification per batch,
 * showing only the number, because others may see the screen.
 */
export class ResultNotices {
  readonly #options: ResultNoticesOptions
  readonly #now: () => number
  readonly #after: (delayMs: number, run: () => void) => void
  #focused = true
  #waiting = 0
  /** The job queue of the pending results, or `null` if there are several. */
  #jobQueue: NoticeTarget['jobQueue'] = null
  /** The job of the pending results, or `null` if there are several. */
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
    // The user can see them now.
    if (focused) this.#waiting = 0
  }

  /** Only the focus counts. A window that is merely visible may be behind others. */
  setVisible(): void {}

  /** Adds new results of a job queue. `jobId` is their job, or `null` if there are several. */
  add({ results, jobId, connectionId, queue }: Added): void {
    if (this.#focused || results <= 0) return
    const isSame = this.#jobQueue?.connectionId === connectionId && this.#jobQueue.queue === queue
    this.#jobQueue = this.#waiting === 0 || isSame ? { connectionId, queue } : null
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
    this.#options.show(plural(results, 'new result'), {
      jobQueue: this.#jobQueue,
      job: this.#job,
      isOnResults: true,
    })
  }
}
