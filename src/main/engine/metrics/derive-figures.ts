import type { Figure, QueueFigures } from '../../../shared/metrics/metrics.ts'
import type { DeadLetters } from '../../../shared/queues/queues.ts'
import type { DepthSample } from './depth-log.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
/** The rate covers the last 10 minutes, or longer if the queue is read rarely. */
const rateMs = 10 * minuteMs
const minRateMs = minuteMs
/** A longer time to empty is meaningless. */
const maxEmptyMs = 30 * 24 * hourMs

/** A queue's metrics in CloudWatch. `oldestMs` is `null` if it has no data. */
export interface CloudWatchFigures {
  readonly at: number
  readonly oldestMs: number | null
  readonly finishedPerHour: number | null
}

/** A job queue's known data. Times are milliseconds since the epoch. */
export interface FigureInputs {
  /** The samples of the last hour, oldest first. The last one may be older. */
  readonly samples: readonly DepthSample[]
  /** True if the server's counts are exact, as on Local. SQS approximates. */
  readonly exact: boolean
  readonly delayed: number | null
  readonly dead: DeadLetters | null
  readonly own: {
    readonly finished: number
    readonly oldestSentAt: number | null
    readonly at: number
  } | null
  readonly cloudWatch: CloudWatchFigures | null
}

export type DerivedFigures = Omit<QueueFigures, 'connectionId' | 'queue' | 'alarms'>

/** Derives a job queue's numbers. Unproven numbers are `null`. */
export function deriveFigures(inputs: FigureInputs): DerivedFigures {
  const last = inputs.samples.at(-1)
  const perMinute = rateOf(inputs)
  return {
    waiting: last === undefined ? null : counted(last.waiting, last.at, inputs.exact),
    working: last === undefined ? null : counted(last.working, last.at, inputs.exact),
    delayed: inputs.delayed,
    dead: deadOf(inputs),
    perMinute,
    emptyInMs: last === undefined ? null : emptyIn(last, perMinute),
    finishedPerHour: finishedOf(inputs),
    oldestMs: last === undefined || last.waiting === 0 ? null : oldestOf(inputs, last),
  }
}

function counted(value: number, at: number, exact: boolean): Figure {
  return { value, sign: exact ? 'exact' : 'about', source: 'counts', at }
}

function deadOf({ dead, exact }: FigureInputs): Figure | null {
  if (dead === null || dead.count === null || dead.readAt === null) return null
  return counted(dead.count, dead.readAt, exact)
}

/** Returns the samples after the last gap. */
function unbroken(samples: readonly DepthSample[]): readonly DepthSample[] {
  const gap = samples.findLastIndex(({ afterGap }) => afterGap)
  return gap === -1 ? samples : samples.slice(gap)
}

function rateOf({ samples, exact }: FigureInputs): Figure | null {
  const known = unbroken(samples)
  const last = known.at(-1)
  if (last === undefined) return null
  const first =
    known.find(({ at }) => at >= last.at - rateMs && at <= last.at - minRateMs) ??
    known.findLast(({ at }) => at <= last.at - minRateMs)
  if (first === undefined) return null
  const value = ((last.waiting - first.waiting) * minuteMs) / (last.at - first.at)
  return { value, sign: exact ? 'exact' : 'about', source: 'samples', at: last.at }
}

function emptyIn({ waiting }: DepthSample, perMinute: Figure | null): Figure | null {
  if (perMinute === null || perMinute.value >= 0 || waiting === 0) return null
  const value = (waiting / -perMinute.value) * minuteMs
  return value > maxEmptyMs ? null : { value, sign: 'about', source: 'samples', at: perMinute.at }
}

function finishedOf({ cloudWatch, samples, own, exact }: FigureInputs): Figure | null {
  if (cloudWatch !== null && cloudWatch.finishedPerHour !== null)
    return { value: cloudWatch.finishedPerHour, sign: 'about', source: 'cloudwatch', at: cloudWatch.at }
  const arrived = {
    value: arrivedIn(samples, exact),
    source: 'completed',
    at: samples.at(-1)?.at ?? 0,
  } as const
  const mine = { value: own?.finished ?? 0, source: 'own', at: own?.at ?? 0 } as const
  const best = mine.value > arrived.value ? mine : arrived
  return best.value === 0 ? null : { ...best, sign: 'at-least' }
}

/** Returns the minimum number of messages that arrived in `completed`. SQS's approximate counts fluctuate. */
function arrivedIn(samples: readonly DepthSample[], exact: boolean): number {
  const from = (samples.at(-1)?.at ?? 0) - hourMs
  const counts = samples.filter(({ at }) => at >= from).flatMap(({ completed }) => completed ?? [])
  if (!exact) return Math.max(0, (counts.at(-1) ?? 0) - (counts[0] ?? 0))
  return counts.reduce((sum, count, index) => sum + Math.max(0, count - (counts[index - 1] ?? count)), 0)
}

function oldestOf({ cloudWatch, own, samples, exact }: FigureInputs, last: DepthSample): Figure | null {
  if (cloudWatch !== null && cloudWatch.oldestMs !== null)
    return { value: cloudWatch.oldestMs, sign: 'about', source: 'cloudwatch', at: cloudWatch.at }
  // Every message arrived after the queue was seen empty. An approximate count proves nothing.
  const empty = exact ? samples.findLast(({ total }) => total === 0) : undefined
  const sentAt = own?.oldestSentAt ?? null
  // A job sent before the queue was empty has left it, even if nothing has reported that.
  if (sentAt !== null && sentAt < last.at && sentAt >= (empty?.at ?? -Infinity))
    return { value: last.at - sentAt, sign: 'at-least', source: 'own', at: last.at }
  return empty === undefined
    ? null
    : { value: last.at - empty.at, sign: 'at-most', source: 'empty', at: last.at }
}
