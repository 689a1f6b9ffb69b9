import {
  sparklinePoints,
  spanMs,
  type HistorySpan,
  type QueueHistory,
  type QueueRef,
  type Sparklines,
} from '../../../shared/metrics/metrics.ts'
import type { DepthLog, SampleDetail, StoredSample } from './depth-log.ts'
import { queueKey } from '../../../shared/queues/queue-key.ts'

const minuteMs = 60_000
const dayMs = spanMs['24h']

const detailOf: Readonly<Record<HistorySpan, { readonly detail: SampleDetail; readonly stepMs: number }>> = {
  '1h': { detail: 'raw', stepMs: 0 },
  '24h': { detail: 'minutes', stepMs: minuteMs },
  '7d': { detail: 'quarters', stepMs: 15 * minuteMs },
}

/** Returns a queue's counts over a span of time. Missing readings end a line. */
export async function queueHistory(
  log: DepthLog,
  queue: QueueRef,
  span: HistorySpan,
  now: number,
): Promise<QueueHistory> {
  const from = now - spanMs[span]
  const { detail, stepMs } = detailOf[span]
  const samples = await log.history(queue, detail, from)
  const history: QueueHistory = { from, to: now, stepMs, at: [], waiting: [], working: [] }
  for (const { at, waiting, working, afterGap } of samples) {
    if (afterGap && history.at.length > 0) add(history, at - 1, null, null)
    add(history, at, waiting, working)
  }
  return history
}

function add(history: QueueHistory, at: number, waiting: number | null, working: number | null): void {
  history.at.push(at)
  history.waiting.push(waiting)
  history.working.push(working)
}

/** Returns the number of waiting jobs in each queue over the last 24 hours. */
export async function sparklinesOf(log: DepthLog, now: number): Promise<Sparklines> {
  const from = now - dayMs
  const byQueue = new Map<string, { readonly ref: QueueRef; readonly samples: StoredSample[] }>()
  for (const { connectionId, queue, ...sample } of await log.quarters(from)) {
    const key = queueKey({ connectionId, queue })
    const known = byQueue.get(key) ?? { ref: { connectionId, queue }, samples: [] }
    known.samples.push(sample)
    byQueue.set(key, known)
  }
  return {
    to: now,
    series: [...byQueue.values()].map(({ ref, samples }) => ({ ...ref, values: pointsOf(samples, from) })),
  }
}

function pointsOf(samples: readonly StoredSample[], from: number): (number | null)[] {
  const stepMs = dayMs / sparklinePoints
  const points: (number | null)[] = Array.from({ length: sparklinePoints }, () => null)
  let previous: { readonly index: number; readonly waiting: number } | null = null
  for (const { at, waiting, afterGap } of samples) {
    const index = Math.min(sparklinePoints - 1, Math.max(0, Math.floor((at - from) / stepMs)))
    // Readings further apart than the chart's points are not a gap.
    if (previous !== null && !afterGap) points.fill(previous.waiting, previous.index + 1, index)
    points[index] = Math.max(points[index] ?? 0, waiting)
    previous = { index, waiting: points[index] ?? waiting }
  }
  return points
}
