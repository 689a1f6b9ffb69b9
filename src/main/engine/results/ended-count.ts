import type { QueueState } from '../../../shared/queues/queues.ts'

/**
 * Returns a number that rises when a job of the queue has ended: the messages in `completed` minus those in
 * `pending`. Workers of remotejob 2.x send nothing to `completed`, but their jobs leave `pending`. Returns
 * `null` until `pending` was counted.
 */
export function endedCount({ statusQueues }: QueueState): number | null {
  const count = (status: string): number | null => {
    const depth = statusQueues.find((statusQueue) => statusQueue.status === status)?.depth ?? null
    return depth === null ? null : depth.visible + depth.inFlight + depth.delayed
  }
  const pending = count('pending')
  return pending === null ? null : (count('completed') ?? 0) - pending
}
