import type { NamedObject } from '../../shared/files/objects.ts'
import type { FindResults } from '../../shared/connections/connections.ts'
import type { Direction } from '../../shared/queues/queues.ts'
import { mapConcurrent } from '../engine/async/map-concurrent.ts'
import type { RequestBudget } from '../engine/depths/request-budget.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import { payloadFileName } from '../engine/files/safe-file-name.ts'
import type { JobQueue } from '../engine/job-queue/job-queue.ts'
import type { JobStore } from '../engine/jobs/job-store.ts'

/**
 * The number of concurrent requests for metadata. Fewer than the list shows, so that other work is
 * not held up.
 */
const atOnce = 4

/** An SQS MessageId has the length of a UUID. */
const idLength = 36

/** The sources of the names. */
export interface ObjectNamesOptions {
  readonly store: Pick<JobStore, 'withKeys' | 'withMessageIds' | 'jobs' | 'describe'>
  readonly connectionId: string
  readonly queue: JobQueue
  readonly direction: Direction
  readonly signal: AbortSignal
  /**
   * Takes one request from the budget and returns `now`. Returns `later` if the budget is used up, and
   * `never` if the user forbids it.
   */
  readonly mayRequest: () => 'now' | 'later' | 'never'
}

/** The share of the request budget reserved for the counts. */
const reserve = 0.4

/** Checks the setting for automatic reads, and the budget shared with the counts and the search for results. */
export function nameRequests(
  budget: Pick<RequestBudget, 'fill' | 'tryTake'>,
  when: FindResults,
): ObjectNamesOptions['mayRequest'] {
  if (when === 'never') return () => 'never'
  return () => (budget.fill() > reserve && budget.tryTake(1) ? 'now' : 'later')
}

/**
 * Returns the file names of objects. Names of known jobs cost no request. Others are read from
 * metadata, with one request each. An object that cannot be read has no name. Objects beyond the
 * budget are left out.
 */
export async function objectNames(
  keys: readonly string[],
  options: ObjectNamesOptions,
): Promise<NamedObject[]> {
  const { queue, direction } = options
  // One bucket may hold both.
  const holds = (other: Direction): boolean => queue.names.bucket(direction) === queue.names.bucket(other)
  const jobs = holds('out') ? await jobsOfResults(keys, options) : new Map<string, number>()
  const known = new Map([
    ...(holds('in') ? await payloadNames(keys, options) : []),
    ...(await resultNames(jobs, options)),
  ])
  const named = await mapConcurrent(keys, atOnce, async (key): Promise<NamedObject | null> => {
    const own = known.get(key)
    if (own !== undefined) return own
    const may = options.mayRequest()
    if (may === 'later') return null
    const name = may === 'now' ? await describedName(key, options) : null
    return { key, name, jobId: jobs.get(key) ?? null }
  })
  return named.filter((one) => one !== null)
}

async function payloadNames(
  keys: readonly string[],
  { store, connectionId, queue }: ObjectNamesOptions,
): Promise<ReadonlyMap<string, NamedObject>> {
  const ids = await store.withKeys(connectionId, queue.config.name, keys)
  const jobs = new Map((await store.jobs([...ids.values()])).map((job) => [job.id, job]))
  return new Map(
    [...ids].flatMap(([key, id]) => {
      const job = jobs.get(id)
      return job === undefined ? [] : [[key, { key, name: job.fileName, jobId: id }] as const]
    }),
  )
}

/** Returns the jobs whose MessageIds begin these keys, whether or not their results have been recorded. */
async function jobsOfResults(
  keys: readonly string[],
  { store, connectionId, queue }: ObjectNamesOptions,
): Promise<ReadonlyMap<string, number>> {
  const messageIds = [...new Set(keys.map((key) => key.slice(0, idLength)))]
  const ids = await store.withMessageIds(connectionId, queue.config.name, messageIds)
  return new Map(
    keys.flatMap((key) => {
      const id = key[idLength] === '-' ? ids.get(key.slice(0, idLength)) : undefined
      return id === undefined ? [] : [[key, id] as const]
    }),
  )
}

async function resultNames(
  jobs: ReadonlyMap<string, number>,
  { store }: ObjectNamesOptions,
): Promise<ReadonlyMap<string, NamedObject>> {
  const details = await mapConcurrent([...new Set(jobs.values())], atOnce, (id) => store.describe(id))
  return new Map(
    details.flatMap((detail) =>
      (detail?.results ?? []).map(
        ({ key, name }) => [key, { key, name, jobId: detail?.job.id ?? null }] as const,
      ),
    ),
  )
}

async function describedName(
  key: string,
  { queue, direction, signal }: ObjectNamesOptions,
): Promise<string | null> {
  try {
    const { fields } = await queue.describeObject(direction, key, { signal })
    const isNamed = fields['filename'] !== undefined || fields['name'] !== undefined
    return isNamed ? payloadFileName(fields, key) : null
  } catch (error) {
    if (error instanceof EngineError && error.code === 'CANCELLED') throw error
    return null
  }
}
