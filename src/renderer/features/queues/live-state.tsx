import type { QueueState } from '../../../shared/queues/queues.ts'
import { formatAge, formatInterval } from '../../ui/text/format.ts'
import { StatusDot } from '../../ui/feedback/status-dot.tsx'
import { minuteMs, secondMs, useTimeDerived } from '../../ui/use-now.ts'
import styles from './queue-header.module.css'

/** Counts that are read at least this often are called live. */
const liveMs = 5_000

interface LiveStateProps {
  readonly queue: QueueState
  readonly reconnecting: boolean
}

/** Shows how up to date a job queue's numbers are. */
export function LiveState({ queue, reconnecting }: LiveStateProps) {
  const { refreshedAt, intervalMs, error } = queue
  const isOld = reconnecting || error !== null
  const age = useTimeDerived(
    (now) => (refreshedAt === null || !isOld ? '' : formatAge(now - refreshedAt)),
    isOld ? secondMs : minuteMs,
  )
  if (isOld) {
    return (
      <span className={styles.live}>
        <StatusDot state={reconnecting ? 'busy' : 'failed'} />
        {reconnecting ? 'Offline' : 'Out of date'}
        {age === '' ? null : ` · as of ${age}`}
      </span>
    )
  }
  if (intervalMs === null) {
    return (
      <span className={styles.live}>
        <StatusDot state="off" />
        Not watched
      </span>
    )
  }
  const interval = intervalMs === 0 ? null : formatInterval(intervalMs)
  // A few seconds are not worth a number that changes all the time.
  const isQuick = intervalMs <= liveMs
  return (
    <span
      className={styles.live}
      title={interval === null ? 'The server reports each change.' : `The counts are read every ${interval}.`}
    >
      <StatusDot state={refreshedAt === null ? 'busy' : 'ready'} />
      {isQuick ? 'live' : `live, every ${interval}`}
    </span>
  )
}
