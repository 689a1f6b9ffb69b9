import { useQuery } from '@tanstack/react-query'
import { jobCountsQuery } from '../../queries/jobs/jobs.ts'

/** Returns the number of jobs of a job queue that this app knows to be dead. */
export function useKnownDead(connectionId: string, queue: string): number {
  const counts = useQuery(jobCountsQuery()).data?.queues
  return counts?.find((one) => one.connectionId === connectionId && one.queue === queue)?.counts.dead ?? 0
}
