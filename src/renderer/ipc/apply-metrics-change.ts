import type { MetricsChange, MetricsSnapshot, QueueFigures } from '../../shared/metrics/metrics.ts'
import { queueKey } from '../../shared/queues/queue-key.ts'

/**
 * Applies a change. Returns `null` if an earlier one is missing, so that everything must be fetched
 * again.
 */
export function applyMetricsChange(known: MetricsSnapshot, change: MetricsChange): MetricsSnapshot | null {
  if (change.revision <= known.revision) return known
  if (change.from > known.revision) return null
  const changed = new Map<string, QueueFigures>(change.queues.map((figures) => [queueKey(figures), figures]))
  const removed = new Set(change.removed.map(queueKey))
  const kept = known.queues.filter((queue) => !removed.has(queueKey(queue)) || changed.has(queueKey(queue)))
  const updated = kept.map((queue) => {
    const next = changed.get(queueKey(queue))
    changed.delete(queueKey(queue))
    return next ?? queue
  })
  return {
    revision: change.revision,
    queues: changed.size === 0 ? updated : [...updated, ...changed.values()],
    cloudWatch: change.cloudWatch,
  }
}
