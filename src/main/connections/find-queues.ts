import type { QueueConfig } from '../../shared/queues/queues.ts'
import { JobQueue } from '../engine/job-queue/job-queue.ts'
import type { Access } from './access.ts'
import type { OpenClients } from './connecting/open-clients.ts'

/** The remotejob package's default regions for queues and buckets. */
const defaultRegions = ['us-west-1', 'us-east-1'] as const

/**
 * Returns the region where all of a job queue's queues exist, or `null`. Checks the default regions
 * and the buckets' region. `open` creates clients for a region.
 */
export async function findQueues(
  config: QueueConfig,
  { region, bucketRegion }: Access,
  open: (region: string) => OpenClients,
): Promise<string | null> {
  const candidates = new Set([...defaultRegions, ...(bucketRegion === null ? [] : [bucketRegion])])
  candidates.delete(region)
  for (const candidate of candidates) {
    const { clients, close } = open(candidate)
    const queue = new JobQueue({ config, clients })
    try {
      const resources = await queue.describe({
        signal: AbortSignal.timeout(10_000),
      })
      if (resources.every(({ kind, state }) => kind === 'bucket' || state === 'exists')) return candidate
    } catch {
      // Ignore regions that are disabled for the account.
    } finally {
      for (const bucket of queue.names.buckets) {
        const found = clients.homes.regionOf(bucket)
        if (found !== null && found !== region) candidates.add(found)
      }
      close()
    }
  }
  return null
}
