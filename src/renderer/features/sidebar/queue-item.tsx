import { Layers, TriangleAlert } from 'lucide-react'
import type { QueueState } from '../../../shared/queues.ts'
import { Tooltip } from '../../ui/controls/tooltip.tsx'
import { formatCount } from '../../ui/format.ts'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import styles from './sidebar.module.css'
import { ViewItem } from './view-item.tsx'

interface QueueItemProps {
  readonly queue: QueueState
  readonly current: boolean
  readonly onSelect: () => void
}

/** A job queue with the number of its waiting jobs, and a badge if it has dead ones. */
export function QueueItem({ queue, current, onSelect }: QueueItemProps) {
  const waiting = queue.lanes[0]?.depth?.visible
  const dead = queue.dead?.count ?? 0
  return (
    <ViewItem
      icon={Layers}
      current={current}
      onSelect={onSelect}
      trailing={
        <>
          {dead > 0 ? (
            <span className={styles.badge} data-tone="bad">
              {formatCount(dead)} dead
            </span>
          ) : null}
          {queue.error !== null ? (
            <Tooltip text={queue.error.message} side="right">
              <span className={styles.warning}>
                <TriangleAlert size={15} aria-hidden />
                <VisuallyHidden>Out of date</VisuallyHidden>
              </span>
            </Tooltip>
          ) : null}
          {waiting === undefined ? null : (
            <span
              className={styles.count}
              data-stale={queue.error !== null || undefined}
              aria-label={`${formatCount(waiting)} waiting`}
            >
              {formatCount(waiting)}
            </span>
          )}
        </>
      }
    >
      {queue.config.name}
    </ViewItem>
  )
}
