import type { QueueConfig } from '../../shared/queues/queues.ts'
import { JobQueue } from '../engine/job-queue/job-queue.ts'
import type { Access } from './access.ts'
import type { OpenClients } from './open-clients.ts'

/** The regions that the remotejob package uses for its queues and buckets by default. */
const usualRegions = ['us-west-1', 'us-east-1'] as const

/**
 * Returns the region where all queues of a job queue exist: one of the usual ones, or that of the buckets, which
 * looking for them shows. `null` if there is none. `open` creates clients for a region.
 */
export async function findQueues(
  config: QueueConfig,
  { region, bucketRegion }: Access,
  open: (region: string) => OpenClients,
): Promise<string | null> {
  const candidates = new Set([...usualRegions, ...(bucketRegion === null ? [] : [bucketRegion])])
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
      // Ignore a region that is disabled for the account.
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
