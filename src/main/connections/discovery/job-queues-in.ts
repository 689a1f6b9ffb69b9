import { defaultStatuses, queueNameProblem, queueStatusProblem } from '../../../shared/queues/queue-rules.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { resourceNames } from '../../engine/protocol/resource-names.ts'

/** A job queue found by the names of its queues and buckets. */
export interface NamedJobQueue {
  readonly config: QueueConfig
  readonly missing: readonly { readonly kind: 'bucket' | 'queue'; readonly name: string }[]
}

const maxStatuses = 12

/**
 * Finds the job queues whose queues and buckets have these names, complete ones first. If `buckets` is
 * `null`, they are unknown, and only the queues decide.
 */
export function jobQueuesIn(
  queues: readonly string[],
  buckets: readonly string[] | null,
): readonly NamedJobQueue[] {
  const queueSet = new Set(queues)
  const bucketSet = buckets === null ? null : new Set(buckets)
  const names = candidates(queueSet, bucketSet)
  return [...names]
    .map((name) => jobQueueOf(name, names, queueSet, bucketSet))
    .toSorted(
      (one, other) =>
        Number(one.missing.length > 0) - Number(other.missing.length > 0) ||
        one.config.name.localeCompare(other.config.name),
    )
}

/** Returns the names of job queues that any queue or bucket suggests. */
function candidates(queues: ReadonlySet<string>, buckets: ReadonlySet<string> | null): ReadonlySet<string> {
  const names = new Set<string>()
  for (const queue of queues) {
    const [, name, status] = /^(.+)-(pending|inprogress|completed)$/.exec(queue) ?? []
    if (name === undefined) continue
    // Other programs also have queues with these endings, but rarely two with the same prefix.
    if (status === 'pending' || (queues.has(`${name}-inprogress`) && queues.has(`${name}-completed`))) {
      names.add(name)
    }
  }
  for (const bucket of buckets ?? []) {
    const [, direction, rest] = /^remotejobs-(?:(in|out)-)?(.+)$/.exec(bucket) ?? []
    if (rest === undefined) continue
    const whole = direction === undefined ? rest : `${direction}-${rest}`
    names.add(queues.has(`${whole}-pending`) ? whole : rest)
  }
  return new Set([...names].filter((name) => queueNameProblem(name) === null))
}

function jobQueueOf(
  name: string,
  names: ReadonlySet<string>,
  queues: ReadonlySet<string>,
  buckets: ReadonlySet<string> | null,
): NamedJobQueue {
  const hasTwo = buckets?.has(`remotejobs-in-${name}`) || buckets?.has(`remotejobs-out-${name}`)
  const isSingle = !hasTwo && buckets?.has(`remotejobs-${name}`) === true
  const config: QueueConfig = isSingle
    ? { name, layout: 'single', statuses: statusesOf(name, names, queues) }
    : { name, layout: 'in-out', statuses: [...defaultStatuses] }
  const wanted = resourceNames(config)
  return {
    config,
    missing: [
      ...wanted.buckets.flatMap((bucket) =>
        buckets === null || buckets.has(bucket) ? [] : [{ kind: 'bucket', name: bucket } as const],
      ),
      ...wanted.queues.flatMap((queue) =>
        queues.has(queue) ? [] : [{ kind: 'queue', name: queue } as const],
      ),
    ],
  }
}

/** Returns the statuses of a job queue with one bucket: those of all its queues, `pending` first. */
function statusesOf(name: string, names: ReadonlySet<string>, queues: ReadonlySet<string>): string[] {
  const own = [...queues].flatMap((queue) => {
    if (!queue.startsWith(`${name}-`)) return []
    const status = queue.slice(name.length + 1)
    // `a-b-pending` belongs to `a-b`, not to `a`.
    const isOfLonger = [...names].some(
      (other) => other.length > name.length && queue.startsWith(`${other}-`) && other.startsWith(`${name}-`),
    )
    const isStatus = queueStatusProblem(status) === null && status !== 'dead' && status !== 'pending'
    return isOfLonger || !isStatus ? [] : [status]
  })
  const sorted = own.toSorted(
    (one, other) => sortPosition(one) - sortPosition(other) || one.localeCompare(other),
  )
  return ['pending', ...sorted].slice(0, maxStatuses)
}

/** The position of a status. The usual ones come first. */
function sortPosition(status: string): number {
  const index = (defaultStatuses as readonly string[]).indexOf(status)
  return index === -1 ? defaultStatuses.length : index
}
