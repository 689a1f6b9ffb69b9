import { randomUUID } from 'node:crypto'
import type { JobSelection, SeenOutcome } from '../../../shared/jobs/jobs.ts'
import { eachSelected } from './each-selected.ts'
import type { JobStore } from './job-store.ts'

/** The number of marks that can be undone. */
const maxMarks = 10
/** The number of jobs whose mark is undone at once. More would block the ledger for too long. */
const undoBatchSize = 500

interface Mark {
  readonly ids: number[]
  readonly at: number
}

/** Marks results as seen, and undoes that. */
export class SeenMarks {
  readonly #store: Pick<JobStore, 'ids' | 'jobs' | 'markAllOpened' | 'unmarkOpened'>
  readonly #now: () => number
  /** Newest last. */
  readonly #marks = new Map<string, Mark>()

  constructor(
    store: Pick<JobStore, 'ids' | 'jobs' | 'markAllOpened' | 'unmarkOpened'>,
    now: () => number = Date.now,
  ) {
    this.#store = store
    this.#now = now
  }

  /** Marks all results of the jobs as seen. */
  async mark(selection: JobSelection): Promise<SeenOutcome> {
    const mark: Mark = { ids: [], at: this.#now() }
    const outcome = await eachSelected(this.#store, selection, async (jobs) => {
      const ids = jobs.flatMap(({ id, results }) => (results.new > 0 ? [id] : []))
      await this.#store.markAllOpened(ids, mark.at)
      for (const id of ids) mark.ids.push(id)
      return jobs.map(() => null)
    })
    if (mark.ids.length === 0) return { ...outcome, undoId: null }
    const undoId = randomUUID()
    this.#marks.set(undoId, mark)
    const [oldest] = this.#marks.keys()
    if (this.#marks.size > maxMarks && oldest !== undefined) this.#marks.delete(oldest)
    return { ...outcome, undoId }
  }

  /** Marks the results as new again, except those opened or saved since. */
  async undo(undoId: string): Promise<void> {
    const mark = this.#marks.get(undoId)
    if (mark === undefined) return
    this.#marks.delete(undoId)
    for (let start = 0; start < mark.ids.length; start += undoBatchSize) {
      await this.#store.unmarkOpened(mark.ids.slice(start, start + undoBatchSize), mark.at)
    }
  }
}
