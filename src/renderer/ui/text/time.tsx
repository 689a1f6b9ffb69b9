import { dateTime, formatAge } from './format.ts'
import { ageInList } from './time-text.ts'
import { useOfNow } from '../use-now.ts'

interface TimeProps {
  /** In milliseconds since the epoch. */
  readonly at: number
  /** `list`: as short as a column needs, below a line that names the day. */
  readonly look?: 'text' | 'list'
  readonly className?: string | undefined
}

/** How long ago something was. The exact time is in the tooltip. Renders again only when its text changes. */
export function TimeAgo({ at, look = 'text', className }: TimeProps) {
  const text = useOfNow((now) => (look === 'list' ? ageInList(at, now) : formatAge(now - at)))
  return (
    <time className={className} dateTime={new Date(at).toISOString()} title={dateTime(at)}>
      {text}
    </time>
  )
}
