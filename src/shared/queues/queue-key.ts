import type { QueueRef } from '../metrics/metrics.ts'

// No zod here: the page uses this without bundling it.

/** What identifies a job queue among those of all connections. No name has a line break. */
export function queueKey({ connectionId, queue }: QueueRef): string {
  return `${connectionId}\n${queue}`
}
