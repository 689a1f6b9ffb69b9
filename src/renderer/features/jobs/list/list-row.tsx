/* oxlint-disable jsx-a11y/prefer-tag-over-role -- virtualised rows cannot be table rows */
import { memo, type ReactNode } from 'react'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import type { JobEntry, JobRow } from '../../../../shared/jobs/jobs.ts'
import { formatCount } from '../../../ui/text/format.ts'
import { EntryRow } from './entry-row.tsx'
import { GroupCells } from './group-cells.tsx'
import { JobCells } from './job-cells.tsx'
import styles from './jobs-list.module.css'
import type { RowActions } from './use-row-actions.ts'

interface ListRowProps {
  /** The list's id, with which its rows' ids begin. */
  readonly list: string
  readonly index: number
  readonly top: number
  /** `null` while it is loading. */
  readonly entry: JobEntry | null
  /** The job's claim, if this app holds it. */
  readonly claim: Claim | null
  readonly selected: boolean
  readonly focused: boolean
  /** The day heading above this row. */
  readonly day: string | null
  /** The group that the job is shown in. */
  readonly group: string | null
  readonly showsQueue: boolean
  readonly hasDays: boolean
  readonly renderFix: ((job: JobRow) => ReactNode) | null
  readonly actions: RowActions
}

/** One row of the list with its cells. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { list, index, top, entry, selected, focused, day, actions } = props
  const job = entry?.kind === 'job' ? entry : null
  const hasSaved = job !== null && (job.saved !== null || job.results.saved > 0)
  const claimId = job?.state === 'mine' ? job.claimId : null
  return (
    <EntryRow
      id={`${list}-${index}`}
      index={index}
      top={top}
      entry={entry}
      selected={selected}
      focused={focused}
      day={day}
      onClick={actions.click}
      onOpen={actions.openAt}
      onDragOut={hasSaved ? (event) => actions.dragOut(event, job.id) : undefined}
      onDropFiles={claimId === null ? undefined : (files) => actions.dropResult(claimId, files)}
    >
      <Cells {...props} />
    </EntryRow>
  )
})

function Cells(props: ListRowProps) {
  const { entry, claim, selected, group, showsQueue, hasDays, renderFix, actions } = props
  switch (entry?.kind) {
    case undefined:
      return <span role="gridcell" className={styles.loading} aria-label="Loading" />
    case 'job':
      return (
        <JobCells
          job={entry}
          claim={claim}
          checked={selected}
          group={group}
          showsQueue={showsQueue}
          hasDays={hasDays}
          renderFix={renderFix}
          onCheck={actions.check}
        />
      )
    case 'group':
      return (
        <GroupCells group={entry} showsQueue={showsQueue} hasDays={hasDays} onToggle={actions.toggleGroup} />
      )
    case 'more':
      return (
        <span role="gridcell" className={styles.moreCell}>
          <button
            type="button"
            tabIndex={-1}
            className={styles.more}
            onClick={() => actions.showGroup(entry.group)}
          >
            {formatCount(entry.hidden)} more…
          </button>
        </span>
      )
  }
}
