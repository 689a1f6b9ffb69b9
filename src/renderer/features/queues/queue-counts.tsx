import type { ReactNode } from 'react'
import type { LaneState, QueueState } from '../../../shared/queues.ts'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { statusName } from '../../ui/feedback/status-name.ts'
import { formatAge, formatCount, formatInterval } from '../../ui/format.ts'
import { useOfNow } from '../../ui/use-now.ts'
import styles from './queue-counts.module.css'

/** Older counts show their age. */
const freshMs = 45_000

interface QueueCountsProps {
  readonly queue: QueueState
  /** AWS reports approximate counts, the local server exact ones. */
  readonly approximate: boolean
  /** Nothing is read at the moment, so the counts are old. */
  readonly stale: boolean
}

/** How many messages wait, are being worked on, and are done. */
export function QueueCounts({ queue, approximate, stale }: QueueCountsProps) {
  const [first, ...others] = queue.lanes
  if (first === undefined) return null
  const working = queue.lanes.every(({ depth }) => depth === null)
    ? null
    : queue.lanes.reduce((sum, { depth }) => sum + (depth?.inFlight ?? 0), 0)
  const shared = { approximate, stale }
  const { delayed = 0, delaySeconds } = first.depth ?? {}
  return (
    <section
      className={styles.strip}
      aria-label={`Numbers of ${queue.config.name}`}
      data-stale={stale || undefined}
    >
      <Count label="Waiting" value={first.depth?.visible ?? null} readAt={first.readAt} {...shared}>
        {delayed > 0 ? `${formatCount(delayed)} delayed` : null}
        {delaySeconds === undefined ? null : (
          <span title="Until then nobody can claim them.">
            delay of {formatInterval(delaySeconds * 1_000)}
          </span>
        )}
      </Count>
      <Count label="Working" value={working} readAt={first.readAt} {...shared} />
      {others.map((lane: LaneState) => (
        <Count
          key={lane.status}
          label={statusName(lane.status).label}
          value={lane.depth?.visible ?? null}
          readAt={lane.readAt}
          {...shared}
        />
      ))}
      {queue.dead === null || queue.dead.count === null ? null : (
        <Count
          label="Dead"
          value={queue.dead.count}
          readAt={queue.dead.readAt}
          alert={queue.dead.count > 0}
          {...shared}
        />
      )}
    </section>
  )
}

interface CountProps {
  readonly label: string
  readonly value: number | null
  readonly readAt: number | null
  readonly approximate: boolean
  readonly stale: boolean
  readonly alert?: boolean
  readonly children?: ReactNode
}

function Count({ label, value, readAt, approximate, stale, alert = false, children }: CountProps) {
  const age = useOfNow((now) =>
    readAt === null || (!stale && now - readAt < freshMs) ? '' : `as of ${formatAge(now - readAt)}`,
  )
  return (
    <div className={styles.count} role="group" aria-label={label} data-alert={alert || undefined}>
      <span className={styles.label}>{label}</span>
      <b className={styles.value}>
        {value === null ? (
          <Skeleton width={28} height={18} />
        ) : (
          `${approximate ? '≈' : ''}${formatCount(value)}`
        )}
      </b>
      <span className={styles.detail}>{age === '' ? children : age}</span>
    </div>
  )
}
