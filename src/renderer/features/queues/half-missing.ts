import type { Connection } from '../../../shared/connections/connections.ts'
import type { QueueResource } from '../../../shared/queues/queues.ts'

/** The remotejob package's default regions. */
const defaultRegions = { buckets: 'us-east-1', queues: 'us-west-1' } as const

/** The missing half, and the usual reason for it. */
interface HalfMissing {
  readonly missing: 'queues' | 'buckets'
  readonly title: string
  readonly text: string
}

/**
 * Returns the usual reason why only a job queue's buckets or only its queues exist, or `null`
 * if that is not the case. Creating the other half would make a job queue that no worker watches.
 */
export function halfMissing(
  resources: readonly QueueResource[],
  { region, hosts, kind }: Pick<Connection, 'region' | 'hosts' | 'kind'>,
): HalfMissing | null {
  const all = (which: QueueResource['kind'], ...states: QueueResource['state'][]): boolean => {
    const some = resources.filter((resource) => resource.kind === which)
    return some.length > 0 && some.every((resource) => states.includes(resource.state))
  }
  // A bucket without read permission exists too. A missing one is reported as missing.
  const bucketsExist = all('bucket', 'exists', 'denied')
  if (bucketsExist && all('queue', 'missing')) {
    if (kind === 'local') {
      return {
        missing: 'queues',
        title: 'The buckets exist, but none of the queues do',
        text: 'Usually the queues were deleted, with the jobs that were waiting in them. New ones are empty.',
      }
    }
    const elsewhere =
      kind === 'endpoint'
        ? `Check that ${hosts?.sqs ?? 'the SQS address'} is the server that the workers use.`
        : `By default, the remotejob package has its buckets in ${defaultRegions.buckets} and its queues in ` +
          `${defaultRegions.queues}. Change the region of the connection if the workers use another one.`
    return {
      missing: 'queues',
      title: `The buckets exist, but none of the queues do in ${region}`,
      text: `Usually the queues are in another region, and workers there would never see the jobs that you submit to new ones. ${elsewhere}`,
    }
  }
  if (all('queue', 'exists', 'denied') && all('bucket', 'missing')) {
    return {
      missing: 'buckets',
      title: 'The queues exist, but none of the buckets do',
      text:
        `Usually the buckets are on another server or in another account, or were deleted. Check that ` +
        `${hosts?.s3 ?? 'the S3 address'} is where the workers read the payloads. They would not find them in new buckets.`,
    }
  }
  return null
}
