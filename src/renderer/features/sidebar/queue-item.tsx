import { Layers, Settings2, Skull, TriangleAlert } from 'lucide-react'
import type { QueueState } from '../../../shared/queues/queues.ts'
import { ContextMenu } from '../../ui/controls/context-menu.tsx'
import { MenuItem } from '../../ui/controls/menu.tsx'
import { Tooltip } from '../../ui/controls/tooltip.tsx'
import { formatCount } from '../../ui/text/format.ts'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import styles from './sidebar.module.css'

interface QueueItemProps {
  readonly queue: QueueState
  readonly current: boolean
  readonly onSelect: () => void
  readonly onShowDead: () => void
  readonly onShowSettings: () => void
}

/** A job queue with the number of its waiting jobs. If it has dead letters, a badge opens them. */
export function QueueItem(props: QueueItemProps) {
  const { queue, current, onSelect, onShowDead, onShowSettings } = props
  const waiting = queue.statusQueues[0]?.depth?.visible
  const dead = queue.dead?.count ?? 0
  const { name } = queue.config
  const item = (
    <div className={styles.queue} data-current={current || undefined}>
      <button
        type="button"
        className={styles.item}
        aria-current={current ? 'page' : undefined}
        aria-label={waiting === undefined ? name : `${name}, ${formatCount(waiting)} waiting`}
        onClick={onSelect}
      >
        <Layers size={16} strokeWidth={1.75} aria-hidden />
        <span className={styles.name} title={name}>
          {name}
        </span>
      </button>
      {dead > 0 ? (
        <button
          type="button"
          className={styles.badge}
          data-tone="bad"
          aria-label={`${formatCount(dead)} dead in ${name}`}
          title="Show the dead letters"
          onClick={onShowDead}
        >
          {formatCount(dead)}
          <span className={styles.word}> dead</span>
        </button>
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
        <span className={styles.count} data-stale={queue.error !== null || undefined} aria-hidden>
          {formatCount(waiting)}
        </span>
      )}
    </div>
  )
  return (
    <ContextMenu area={item}>
      <MenuItem icon={<Layers />} onSelect={onSelect}>
        Open {name}
      </MenuItem>
      <MenuItem icon={<Skull />} onSelect={onShowDead}>
        Dead letters
      </MenuItem>
      <MenuItem icon={<Settings2 />} onSelect={onShowSettings}>
        Queue settings
      </MenuItem>
    </ContextMenu>
  )
}
