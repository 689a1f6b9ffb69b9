import type { QueueFigures, QueueHistory } from '../../../shared/metrics/metrics.ts'

/**
 * Adds the newest counts to a history that was fetched a moment ago, and moves its time range
 * forward. The history does not keep every count, so even one from before it was fetched may be missing.
 */
export function withNewest(history: QueueHistory, figures: QueueFigures | null): QueueHistory {
  const { waiting = null, working = null } = figures ?? {}
  const last = history.at.at(-1) ?? 0
  if (waiting === null || waiting.at <= last) return history
  const passed = Math.max(0, waiting.at - history.to)
  return {
    ...history,
    from: history.from + passed,
    to: history.to + passed,
    at: [...history.at, waiting.at],
    waiting: [...history.waiting, waiting.value],
    working: [...history.working, working?.value ?? null],
  }
}
