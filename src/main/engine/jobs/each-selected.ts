import type { JobSelection, JobsOutcome } from '../../../shared/jobs/jobs.ts'
import { EngineError, toWire } from '../errors/engine-error.ts'
import type { JobStore, StoredJob } from './job-store.ts'

/** The number of jobs to process at once. */
const slice = 200
/** The maximum number of failures sent to the page with their reasons. */
const listedFailures = 50

/** The outcome for each job: `null` on success, `left-out` if the action does not apply to it. */
export type JobResults = readonly (EngineError | 'left-out' | null)[]

/**
 * Runs an action on the selected jobs in slices, so that a long list is never in memory as a whole. No job is
 * skipped or handled twice if the action removes jobs from the list or new ones arrive.
 */
export async function eachSelected(
  store: Pick<JobStore, 'ids' | 'jobs'>,
  selection: JobSelection,
  run: (jobs: readonly StoredJob[]) => Promise<JobResults>,
): Promise<JobsOutcome> {
  const outcome = new OutcomeCount()
  for await (const ids of slicesOf(store, selection)) {
    const jobs = await store.jobs(ids)
    const known = new Set(jobs.map(({ id }) => id))
    // If the whole list was selected, a job that has disappeared is not a failure.
    if (selection.kind === 'some') {
      for (const id of ids) if (!known.has(id)) outcome.add(id, goneJob())
    }
    const results = await run(jobs)
    jobs.forEach(({ id }, index) => outcome.add(id, results[index] ?? null))
  }
  return outcome.value()
}

/** Runs an action on some jobs concurrently, and collects the errors. */
export function runEach(
  jobs: readonly StoredJob[],
  run: (job: StoredJob) => Promise<void | 'left-out'>,
): Promise<JobResults> {
  return Promise.all(
    jobs.map((job) =>
      run(job).then(
        (result) => (result === 'left-out' ? result : null),
        (error: unknown) =>
          error instanceof EngineError ? error : new EngineError('INTERNAL', undefined, { cause: error }),
      ),
    ),
  )
}

async function* slicesOf(
  store: Pick<JobStore, 'ids'>,
  selection: JobSelection,
): AsyncGenerator<readonly number[]> {
  if (selection.kind === 'some') {
    for (let start = 0; start < selection.ids.length; start += slice) {
      yield selection.ids.slice(start, start + slice)
    }
    return
  }
  const except = new Set(selection.except)
  let before: number | null = null
  for (;;) {
    const ids: readonly number[] = await store.ids(selection.view, before, slice)
    const last = ids.at(-1)
    if (last === undefined) return
    before = last
    const chosen = ids.filter((id) => !except.has(id))
    if (chosen.length > 0) yield chosen
  }
}

/**
 * Yields the selected jobs in slices, in their list's current order. Skips jobs that have disappeared in the meantime.
 */
export async function* inListOrder(
  store: Pick<JobStore, 'order' | 'jobs'>,
  selection: JobSelection,
): AsyncGenerator<readonly StoredJob[]> {
  const ids = selection.kind === 'some' ? selection.ids : [...(await store.order(selection.view))]
  const except = new Set(selection.kind === 'some' ? [] : selection.except)
  for (let start = 0; start < ids.length; start += slice) {
    const some = ids.slice(start, start + slice).filter((id) => !except.has(id))
    const jobs = new Map((await store.jobs(some)).map((job) => [job.id, job]))
    yield some.flatMap((id) => jobs.get(id) ?? [])
  }
}

class OutcomeCount {
  #done = 0
  #moreFailed = 0
  #leftOut = 0
  readonly #failed: JobsOutcome['failed'] = []

  add(id: number, error: EngineError | 'left-out' | null): void {
    if (error === null) this.#done += 1
    else if (error === 'left-out') this.#leftOut += 1
    else if (this.#failed.length < listedFailures) this.#failed.push({ id, error: toWire(error) })
    else this.#moreFailed += 1
  }

  value(): JobsOutcome {
    const leftOut = this.#leftOut > 0 ? { leftOut: this.#leftOut } : {}
    return { done: this.#done, failed: this.#failed, moreFailed: this.#moreFailed, ...leftOut }
  }
}

/** Returns the error for a job that is no longer on disk. */
export function goneJob(): EngineError {
  return new EngineError('BAD_REQUEST', 'This job is no longer in the list.', { hint: '', retryable: false })
}
