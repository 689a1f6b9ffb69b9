import { queueConfig, type Direction, type QueueConfig } from '../../../shared/queues/queues.ts'
import { EngineError } from '../errors/engine-error.ts'

/** The names of the buckets and SQS queues of one job queue. */
export type ResourceNames = {
  /**
   * Returns the bucket for payloads (`in`) or results (`out`). Both are the same in the `single`
   * layout.
   */
  bucket(direction: Direction): string
  /**
   * Returns the SQS queue of a status. @throws EngineError `STATUS_UNKNOWN` if the job queue has no such
   * status.
   */
  queue(status: string): string
  /** All buckets, without duplicates. */
  readonly buckets: readonly string[]
  /** All SQS queues, in the order of the statuses. */
  readonly queues: readonly string[]
}

/**
 * Returns the resource names for a job queue's configuration.
 * @throws EngineError `QUEUE_NAME_INVALID` for a name that is not a valid bucket name,
 * `STATUS_UNKNOWN` for statuses that give invalid queue names, or if the first one is not `pending`.
 */
export function resourceNames(config: QueueConfig): ResourceNames {
  const checked = queueConfig.safeParse(config)
  if (!checked.success) {
    const aboutName = checked.error.issues.some((issue) => issue.path[0] === 'name')
    if (aboutName) throw new EngineError('QUEUE_NAME_INVALID')
    throw new EngineError('STATUS_UNKNOWN', "One of the job queue's statuses is not valid.", {
      hint: 'Use 1 to 30 letters, digits, _ or - for each of up to 12 statuses.',
    })
  }
  const { name, layout, statuses } = checked.data
  const bucket = (direction: Direction): string => bucketName(name, layout === 'single' ? null : direction)
  return {
    bucket,
    queue(status) {
      if (!statuses.includes(status)) {
        throw new EngineError('STATUS_UNKNOWN', `The job queue ${name} has no status “${status}”.`)
      }
      return `${name}-${status}`
    },
    buckets: [...new Set([bucket('in'), bucket('out')])],
    queues: [...new Set(statuses)].map((status) => `${name}-${status}`),
  }
}

/**
 * Returns whether a bucket is for payloads or results, or `null` if it belongs to no layout of the job queue
 * `name`. The `single` layout's bucket is treated as `in`.
 */
export function directionOfBucket(bucket: string | null, name: string): Direction | null {
  if (bucket === bucketName(name, 'out')) return 'out'
  return bucket === bucketName(name, 'in') || bucket === bucketName(name, null) ? 'in' : null
}

/** `null` stands for the single bucket of the `single` layout. */
function bucketName(name: string, direction: Direction | null): string {
  return direction === null ? `remotejobs-${name}` : `remotejobs-${direction}-${name}`
}
