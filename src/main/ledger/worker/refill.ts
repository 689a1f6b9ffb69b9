import { stateOf } from '../../../shared/job-state.ts'
import { jobSteps } from '../../../shared/job-steps.ts'
import type { Connection, Statement } from './connection.ts'
import { stepColumn } from './history-columns.ts'

const uploads = [null, 'planned', 'stored', 'unconfirmed', 'failed', 'paused'] as const

/** The state of a job without results, in SQL: one branch for each combination that {@link stateOf} knows. */
export const shownStateSql = `CASE ${[true, false]
  .flatMap((held) =>
    uploads.flatMap((upload) =>
      jobSteps.map((step) => {
        const state = stateOf({ step, upload, held, results: 0, newResults: 0 })
        const uploadIs = upload === null ? 'IS NULL' : `= '${upload}'`
        return `WHEN held = ${held ? 1 : 0} AND upload_step ${uploadIs} AND state = '${step}' THEN '${state}'`
      }),
    ),
  )
  .join('\n')} END`

/**
 * Fills in what jobs of an earlier version lack, a few at a time, newest first: their state, the time of their last
 * change, and their place in the indexes by name and size. Until then, their state is derived whenever it is read.
 */
export class Refill {
  readonly #connection: Connection
  readonly #next: Statement
  readonly #fill: Statement
  readonly #list: Statement
  readonly #advance: Statement
  readonly #end: Statement
  #isDone = false

  constructor(connection: Connection) {
    this.#connection = connection
    this.#next = connection.prepare('SELECT next_id FROM refill')
    const times = jobSteps.map((step) => `coalesce(${stepColumn(step)}, 0)`).join(', ')
    this.#fill = connection.prepare(
      `UPDATE jobs SET shown_state = ${shownStateSql}, changed_at = max(created_at, ${times}), listed = 1
       WHERE id BETWEEN ? AND ? AND shown_state IS NULL`,
    )
    this.#list = connection.prepare('UPDATE jobs SET listed = 1 WHERE id BETWEEN ? AND ? AND listed = 0')
    this.#advance = connection.prepare('UPDATE refill SET next_id = ?')
    this.#end = connection.prepare('DELETE FROM refill')
    if (this.next() !== null) this.#countOnce()
  }

  /** The id of the next job to fill in; `null`: all are. */
  next(): number | null {
    if (this.#isDone) return null
    const id = this.#next.first()?.[0] ?? null
    this.#isDone = id === null
    return id === null ? null : Number(id)
  }

  /** Fills in up to `limit` jobs and returns how many ids it passed. */
  fillNext(limit: number): number {
    const next = this.next()
    if (next === null) return 0
    this.#connection.transaction(() => {
      const low = next - limit + 1
      this.#fill.run(low, next)
      this.#list.run(low, next)
      if (low <= 1) this.#end.run()
      else this.#advance.run(low - 1)
    })
    return limit
  }

  /** The counts must be right from the start. */
  #countOnce(): void {
    if (this.#connection.prepare('SELECT 1 FROM job_counts LIMIT 1').first() !== null) return
    this.#connection.execute(
      `INSERT INTO job_counts SELECT place_id, coalesce(shown_state, ${shownStateSql}), count(*) FROM jobs GROUP BY 1, 2`,
    )
  }
}
