import { Grab } from 'lucide-react'
import type { LaneState } from '../../../shared/queues.ts'
import { Button } from '../../ui/controls/button.tsx'
import { formatAge, formatCount, formatInterval } from '../../ui/format.ts'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { Sparkline } from '../../ui/layout/sparkline.tsx'
import { statusName } from '../../ui/feedback/status-name.ts'
import { StatusTag } from '../../ui/feedback/status-tag.tsx'
import { useNow } from '../../ui/use-now.ts'
import styles from './lane.module.css'

/** The chart spans up to 15 minutes, and less while there are few samples, so that they stay visible. */
const longestMs = 15 * 60_000
const shortestMs = 2 * 60_000
/** Older counts show their age. */
const freshMs = 45_000

interface LaneProps {
  readonly lane: LaneState
  /** AWS reports approximate counts; the local server reports exact ones. */
  readonly approximate: boolean
  /** The last poll failed, so the counts are old. */
  readonly stale: boolean
  /** `others`: a claim request waits in another lane. */
  readonly claiming: 'no' | 'here' | 'others'
  readonly onClaim: () => void
}

/** One status of a job queue: its counts, their history, and a claim button. */
export function Lane({ lane, approximate, stale, claiming, onClaim }: LaneProps) {
  const { label, tone } = statusName(lane.status)
  const { depth } = lane
  const about = approximate ? '~' : ''
  return (
    <div className={styles.container}>
      <section className={styles.lane} data-tone={tone} data-stale={stale || undefined} aria-label={label}>
        <h2 className={styles.title}>
          <StatusTag status={lane.status} />
        </h2>
        <div className={styles.chart}>
          {lane.history.length < 2 ? null : (
            <Sparkline
              spanMs={shownSpan(lane)}
              points={lane.history.map((sample) => ({ at: sample.at, value: sample.visible }))}
              label={describeHistory(lane)}
            />
          )}
        </div>
        <div className={styles.figure}>
          <p className={styles.count}>
            {depth === null ? <Skeleton width={48} height={28} /> : `${about}${formatCount(depth.visible)}`}
          </p>
          <AsOf readAt={lane.readAt} stale={stale} />
        </div>
        {depth?.delaySeconds === undefined ? null : (
          <p
            className={styles.delay}
            title="This queue delays new jobs. Until then they count as delayed, and nobody can claim them."
          >
            New jobs stay invisible for {formatInterval(depth.delaySeconds * 1_000)}.
          </p>
        )}
        <div className={styles.foot}>
          <p className={styles.rest}>
            {depth === null
              ? 'not loaded yet'
              : `${formatCount(depth.inFlight)} in flight · ${formatCount(depth.delayed)} delayed`}
          </p>
          <Button
            size="small"
            variant="quiet"
            className={styles.claim}
            disabled={claiming !== 'no'}
            aria-label={claiming === 'here' ? `Waiting… for a job from ${label}` : `Claim next from ${label}`}
            title={`Claim next from ${label}`}
            onClick={onClaim}
          >
            <Grab aria-hidden className={styles.claimSign} />
            <span className={styles.claimWords}>{claiming === 'here' ? 'Waiting…' : 'Claim next'}</span>
          </Button>
        </div>
      </section>
    </div>
  )
}

function AsOf({ readAt, stale }: Pick<LaneState, 'readAt'> & Pick<LaneProps, 'stale'>) {
  const now = useNow()
  if (readAt === null) return null
  const ageMs = now - readAt
  if (!stale && ageMs < freshMs) return null
  return <span className={styles.age}>as of {formatAge(ageMs)}</span>
}

function shownSpan({ history }: LaneState): number {
  const known = (history.at(-1)?.at ?? 0) - (history[0]?.at ?? 0)
  return Math.min(longestMs, Math.max(shortestMs, known))
}

function describeHistory(lane: LaneState): string {
  const counts = lane.history.map((sample) => sample.visible)
  const first = counts[0] ?? 0
  const last = counts.at(-1) ?? 0
  return `Last 15 minutes: from ${first} to ${last}, peak ${Math.max(...counts)}.`
}
