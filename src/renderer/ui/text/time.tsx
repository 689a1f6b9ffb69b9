import { dateTime, formatAge } from './format.ts'
import { ageInList, ageStepMs } from './time-text.ts'
import { secondMs, useTimeDerived } from '../use-now.ts'

interface TimeProps {
  /** In milliseconds since the epoch. */
  readonly at: number
  /** `list` is short enough for a column below a day heading. */
  readonly variant?: 'text' | 'list'
  readonly className?: string | undefined
}

/**
 * Shows how long ago something happened. The tooltip has the exact time. Re-renders only when its
 * text changes.
 */
export function TimeAgo({ at, variant = 'text', className }: TimeProps) {
  const text = useTimeDerived(
    (now) => (variant === 'list' ? ageInList(at, now) : formatAge(now - at)),
    variant === 'list' ? ageStepMs : secondMs,
  )
  return (
    <time className={className} dateTime={new Date(at).toISOString()} title={dateTime(at)}>
      {text}
    </time>
  )
}
