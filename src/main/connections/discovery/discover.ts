import type { Discovery } from '../../../shared/queues/discovery.ts'
import { mapConcurrent } from '../../engine/async/map-concurrent.ts'
import { S3Buckets } from '../../engine/aws/s3/s3-buckets.ts'
import type { CallOptions } from '../../engine/aws/transport/aws-call.ts'
import type { EngineClients } from '../../engine/aws/transport/clients.ts'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { jobQueuesIn } from './job-queues-in.ts'
import { listBucketNames, listQueueNames } from './list-names.ts'

/** The maximum number of buckets to check one by one if the keys may not list them. */
const maxAsked = 90
const atOnce = 4
const maxFound = 1_000

/**
 * Finds an account's job queues by the names of its queues and buckets. Changes nothing. `added` are the
 * names in the sidebar.
 *
 * @throws EngineError `ACCESS_DENIED` if the keys may not list queues.
 */
export async function discover(
  clients: EngineClients,
  added: readonly string[],
  options: CallOptions,
): Promise<Discovery> {
  const { names: queues, isTruncated } = await listQueueNames(clients, options)
  const buckets = await bucketsFor(clients, queues, options)
  const found = jobQueuesIn(queues, buckets)
  return {
    found: found.slice(0, maxFound).map(({ config, missing }) => ({
      config,
      missing: [...missing],
      isAdded: added.includes(config.name),
    })),
    isTruncated: isTruncated || found.length > maxFound,
    knowsBuckets: buckets !== null,
  }
}

/** Returns the account's buckets, or those that match the names of its queues, or `null` if they are unknown. */
async function bucketsFor(
  clients: EngineClients,
  queues: readonly string[],
  options: CallOptions,
): Promise<readonly string[] | null> {
  try {
    return (await listBucketNames(clients, options)).names
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === 'CANCELLED') throw error
  }
  const wanted = jobQueuesIn(queues, null).flatMap(({ config: { name } }) => [
    `remotejobs-in-${name}`,
    `remotejobs-out-${name}`,
    `remotejobs-${name}`,
  ])
  if (wanted.length > maxAsked) return null
  const buckets = new S3Buckets(clients)
  const states = await mapConcurrent(wanted, atOnce, async (bucket) => ({
    bucket,
    state: await buckets.check(bucket, options).catch((error: unknown) => {
      if (error instanceof EngineError && error.code !== 'CANCELLED') return 'denied' as const
      throw error
    }),
  }))
  // A bucket that denies access may belong to someone else.
  if (states.every(({ state }) => state !== 'exists')) return null
  return states.filter(({ state }) => state === 'exists').map(({ bucket }) => bucket)
}
