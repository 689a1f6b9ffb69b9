/* oxlint-disable jsx-a11y/prefer-tag-over-role -- virtualised rows cannot be table rows */
import { ChevronDown, ChevronRight, Folder } from 'lucide-react'
import type { GroupRow } from '../../../../shared/jobs/jobs.ts'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { ProgressBar } from '../../../ui/feedback/progress-bar.tsx'
import { formatBytes, formatCount, plural } from '../../../ui/text/format.ts'
import { MiddleCut } from '../../../ui/text/middle-cut.tsx'
import { AgeCell } from './job-cells.tsx'
import { Cell } from './entry-row.tsx'
import { groupProgress } from './job-texts.ts'
import styles from './jobs-list.module.css'

interface GroupCellsProps {
  readonly group: GroupRow
  readonly showsQueue: boolean
  readonly hasDays: boolean
  readonly onToggle: (id: number) => void
}

/** A group's cells. A group is the files of one drop. */
export function GroupCells({ group, showsQueue, hasDays, onToggle }: GroupCellsProps) {
  const { counts, jobs, expanded } = group
  const { done, text } = groupProgress(group)
  const failedCount = counts.failed + counts.lost + counts.dead
  const sending = counts.uploading > 0
  const Chevron = expanded ? ChevronDown : ChevronRight
  return (
    <>
      <span role="gridcell" className={styles.check}>
        <button
          type="button"
          tabIndex={-1}
          className={styles.toggle}
          aria-expanded={expanded}
          aria-label={`${visibleText(group.name, true)}, ${plural(jobs, 'job')}`}
          onClick={(event) => {
            event.stopPropagation()
            onToggle(group.id)
          }}
        >
          <Chevron size={16} aria-hidden />
        </button>
      </span>
      <Cell column="state" title={text}>
        <span className={styles.stateText}>{text}</span>
      </Cell>
      <Cell column="name">
        <span className={styles.file}>
          <Folder size={16} strokeWidth={1.5} aria-hidden />
          <MiddleCut text={group.name} className={styles.jobName} />
          <span className={styles.count}>{plural(jobs, 'job')}</span>
        </span>
      </Cell>
      {showsQueue ? (
        <Cell column="queue" title={group.queue}>
          {group.queue}
        </Cell>
      ) : null}
      <Cell column="size" end>
        {formatBytes(group.size)}
      </Cell>
      <Cell column="results">
        {failedCount > 0 ? (
          <span className={styles.reason}>{formatCount(failedCount)} failed</span>
        ) : (
          <span className={styles.progress}>
            <ProgressBar
              label={`Progress of ${group.name}`}
              value={(sending ? jobs - counts.uploading : done) / Math.max(1, jobs)}
              tone={sending ? 'accent' : 'done'}
            />
          </span>
        )}
      </Cell>
      <AgeCell at={group.createdAt} hasDays={hasDays} />
    </>
  )
}
