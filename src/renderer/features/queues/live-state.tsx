import type { QueueState } from '../../../shared/queues/queues.ts'
import { formatAge, formatInterval } from '../../ui/text/format.ts'
import { StatusDot } from '../../ui/feedback/status-dot.tsx'
import { useTimeDerived } from '../../ui/use-now.ts'
import styles from './queue-header.module.css'

interface LiveStateProps {
  readonly queue: QueueState
  readonly reconnecting: boolean
}

/** Shows how up to date a job queue's numbers are. */
export function LiveState({ queue, reconnecting }: LiveStateProps) {
  const { refreshedAt, intervalMs, error } = queue
  const age = useTimeDerived((now) => (refreshedAt === null ? '' : formatAge(now - refreshedAt)))
  if (reconnecting || error !== null) {
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
  return (
    <span className={styles.live} title={`The counts are read every ${formatInterval(intervalMs)}.`}>
      <StatusDot state={refreshedAt === null ? 'busy' : 'ready'} />
      live, {formatInterval(intervalMs)}
    </span>
  )
}
