import type { ClaimEvent } from '../../../../shared/claims.ts'
import { clockTime } from '../../../ui/format.ts'
import styles from './claim-inspector.module.css'

const labels = {
  stored: 'Stored',
  sent: 'Message sent',
  received: 'Received',
  claimed: 'Claimed by you',
  adopted: 'Still yours after the restart',
  saved: 'Saved',
  acknowledged: 'Acknowledged',
  released: 'Released',
  started: 'Moved to in progress',
  completed: 'Completed',
  lost: 'Lease lost',
  failed: 'Failed',
} as const satisfies Record<ClaimEvent['what'], string>

interface ClaimTimelineProps {
  readonly events: readonly ClaimEvent[]
}

/** The events of a job, newest first. */
export function ClaimTimeline({ events }: ClaimTimelineProps) {
  const newestFirst = events.toSorted((a, b) => b.at - a.at)
  return (
    <ol className={styles.timeline} aria-label="Timeline">
      {newestFirst.map((event) => (
        <li
          key={`${event.at} ${event.what}`}
          data-bad={event.what === 'lost' || event.what === 'failed' ? '' : undefined}
        >
          <span className={styles.what}>
            {labels[event.what]}
            {event.detail === null ? null : ` · ${event.detail}`}
          </span>
          <time dateTime={new Date(event.at).toISOString()}>{clockTime(event.at)}</time>
        </li>
      ))}
    </ol>
  )
}
