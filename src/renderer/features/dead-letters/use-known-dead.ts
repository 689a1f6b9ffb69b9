import { useQuery } from '@tanstack/react-query'
import { jobCountsQuery } from '../../queries/jobs/jobs.ts'

/** Returns how many of this app's jobs in a job queue are known to be dead. */
export function useKnownDead(connectionId: string, queue: string): number {
  const counts = useQuery(jobCountsQuery()).data?.queues
  return counts?.find((one) => one.connectionId === connectionId && one.queue === queue)?.counts.dead ?? 0
}
