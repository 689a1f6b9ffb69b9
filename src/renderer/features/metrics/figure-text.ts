import type { CloudWatchState, Figure } from '../../../shared/metrics/metrics.ts'
import { formatCount, formatMoment } from '../../ui/text/format.ts'

const signs = { exact: '', about: '≈', 'at-least': '≥\u202f', 'at-most': '≤\u202f' } as const

const spokenSigns = { exact: '', about: 'about ', 'at-least': 'at least ', 'at-most': 'at most ' } as const

/** Formats a number as `5,335`, `≈12` or `≥ 14 min`, with a narrow space. */
export function figureText(figure: Figure, format: (value: number) => string = formatCount): string {
  return `${signs[figure.sign]}${format(figure.value)}`
}

/** Formats a number in words for screen readers: `at least 14 min`. */
export function spokenFigure(figure: Figure | null, format: (value: number) => string = formatCount): string {
  return figure === null ? 'unknown' : `${spokenSigns[figure.sign]}${format(figure.value)}`
}

/** Formats a rate as `+12`, `−31`, `−0.4` or `0`. */
export function formatRate(perMinute: number): string {
  const size = Math.abs(perMinute)
  const rounded = size >= 10 ? Math.round(size) : Math.round(size * 10) / 10
  if (rounded === 0) return '0'
  return `${perMinute < 0 ? '−' : '+'}${formatCount(rounded)}`
}

/** The kinds of numbers, each with its own explanation. */
export type FigureKind =
  | 'waiting'
  | 'working'
  | 'dead'
  | 'perMinute'
  | 'emptyInMs'
  | 'finishedPerHour'
  | 'oldestMs'

const unknown: Readonly<Record<FigureKind, string>> = {
  waiting: 'The queue has not been read yet.',
  working: 'The queue has not been read yet.',
  dead: 'It has no dead-letter queue, or none that was counted.',
  perMinute: 'Too few readings so far.',
  emptyInMs: 'Only known while the number of waiting jobs falls.',
  finishedPerHour: 'SQS does not report it, and no job was seen finishing in the last hour.',
  oldestMs: 'SQS does not report it, and it cannot be worked out from the counts.',
}

const cloudWatchNotes: Partial<Record<CloudWatchState, string>> = {
  denied:
    'The keys of this connection are not allowed to read CloudWatch metrics (cloudwatch:GetMetricData).',
  failed: 'CloudWatch cannot be reached at the moment.',
  off: 'CloudWatch is turned off in Settings.',
  waiting: 'CloudWatch has not responded yet.',
}

const sources: Readonly<Record<Figure['source'], string>> = {
  counts: '',
  samples: 'From the counts of the last minutes.',
  completed: 'Messages that arrived in the completed queue in the last hour.',
  own: 'Jobs finished here in the last hour. Other workers may have finished more.',
  empty: 'The queue was empty that long ago.',
  cloudwatch: 'From CloudWatch.',
}

/** Explains where a number comes from, how exact it is, and when it was read. */
export function figureHint(
  kind: FigureKind,
  figure: Figure | null,
  now: number,
  cloudWatch: CloudWatchState | undefined,
): string {
  const fromCloudWatch = kind === 'finishedPerHour' || kind === 'oldestMs'
  const note = fromCloudWatch && cloudWatch !== undefined ? cloudWatchNotes[cloudWatch] : undefined
  if (figure === null) return [unknown[kind], note].filter(Boolean).join(' ')
  const approximate =
    figure.source === 'counts' && figure.sign === 'about' ? 'SQS approximates its counts.' : ''
  const source =
    kind === 'oldestMs' && figure.source === 'own'
      ? 'Your oldest job without a result was sent that long ago.'
      : kind === 'emptyInMs'
        ? 'At the rate of the last minutes.'
        : sources[figure.source]
  return [source, approximate, note, `As of ${formatMoment(figure.at, now)}.`].filter(Boolean).join(' ')
}
