import type { QueueRef } from '../metrics/metrics.ts'

// No zod here: the page uses this without bundling it.

/** Returns a key that is unique across all connections. Names contain no line breaks. */
export function queueKey({ connectionId, queue }: QueueRef): string {
  return `${connectionId}\n${queue}`
}
