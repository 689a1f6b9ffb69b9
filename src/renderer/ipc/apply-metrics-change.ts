import type { MetricsChange, MetricsSnapshot, QueueFigures, QueueRef } from '../../shared/metrics.ts'

/** Applies a change; `null` if an earlier one is missing, so that everything has to be read again. */
export function applyMetricsChange(known: MetricsSnapshot, change: MetricsChange): MetricsSnapshot | null {
  if (change.revision <= known.revision) return known
  if (change.from > known.revision) return null
  const changed = new Map<string, QueueFigures>(change.queues.map((figures) => [keyOf(figures), figures]))
  const removed = new Set(change.removed.map(keyOf))
  const kept = known.queues.filter((queue) => !removed.has(keyOf(queue)) || changed.has(keyOf(queue)))
  const updated = kept.map((queue) => {
    const next = changed.get(keyOf(queue))
    changed.delete(keyOf(queue))
    return next ?? queue
  })
  return {
    revision: change.revision,
    queues: changed.size === 0 ? updated : [...updated, ...changed.values()],
    cloudWatch: change.cloudWatch,
  }
}

function keyOf({ connectionId, queue }: QueueRef): string {
  return `${connectionId}\n${queue}`
}
