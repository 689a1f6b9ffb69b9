/* oxlint-disable jsx-a11y/prefer-tag-over-role -- virtualised rows cannot be table rows */
import { memo, type ReactNode } from 'react'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { ProgressBar } from '../../../ui/feedback/progress-bar.tsx'
import { dateTime, formatBytes, formatDuration } from '../../../ui/text/format.ts'
import { MiddleCut } from '../../../ui/text/middle-cut.tsx'
import { ageInList, ageStepMs, startOfDay } from '../../../ui/text/time-text.ts'
import { useNow, useTimeDerived } from '../../../ui/use-now.ts'
import { Cell } from './entry-row.tsx'
import { FileIcon } from './file-icon.tsx'
import {
  claimFailure,
  longStateText,
  nameIn,
  outcomeDetail,
  progressOf,
  resultsText,
  shortReason,
  stateText,
} from './job-texts.ts'
import styles from './jobs-list.module.css'
import { StateIcon } from './state-icon.tsx'
import { timeFormat } from '../../../../shared/texts/intl.ts'

interface JobCellsProps {
  readonly job: JobRow
  /** Its claim, if this app holds it. */
  readonly claim: Claim | null
  readonly checked: boolean
  /** The group that the job is shown in. */
  readonly group: string | null
  readonly showsQueue: boolean
  /** True if day headings are shown between the rows. */
  readonly hasDays: boolean
  readonly renderFix: ((job: JobRow) => ReactNode) | null
  readonly onCheck: (id: number) => void
}

/** A job's cells. */
export const JobCells = memo(function JobCells(props: JobCellsProps) {
  const { job, claim, checked, group, showsQueue, hasDays, renderFix, onCheck } = props
  const failure = claimFailure(job, claim)
  return (
    <>
      <span role="gridcell" className={styles.check}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={`Select ${visibleText(job.name, true)}`}
          checked={checked}
          onChange={() => onCheck(job.id)}
          onClick={(event) => event.stopPropagation()}
          // Scrolling reuses the row for another job, so the focus stays on the grid.
          onFocus={(event) => event.currentTarget.closest<HTMLElement>('[role="grid"]')?.focus()}
        />
      </span>
      <Cell column="state" title={longStateText(job, claim)} alert={failure !== null}>
        <StateIcon state={failure === null ? job.state : 'failed'} />
        <span className={styles.stateText}>{stateText(job, claim)}</span>
        {claim === null || job.state !== 'mine' || failure !== null ? null : <LeaseDot claim={claim} />}
      </Cell>
      <Cell column="name">
        <span className={styles.file} data-nested={job.inGroup || undefined}>
          <FileIcon name={job.fileName} />
          <MiddleCut text={nameIn(group, job.name)} className={styles.jobName} />
        </span>
      </Cell>
      {showsQueue ? (
        <Cell column="queue" title={job.queue}>
          {job.queue}
        </Cell>
      ) : null}
      {renderFix === null ? (
        <Cell column="size" end>
          {job.size === null ? '—' : formatBytes(job.size)}
        </Cell>
      ) : null}
      <ResultsCell job={job} failure={failure} outcome={outcomeDetail(claim)} />
      {renderFix === null ? null : (
        <Cell column="fix" end>
          {renderFix(job)}
        </Cell>
      )}
      <AgeCell at={job.createdAt} hasDays={hasDays} />
    </>
  )
})

interface ResultsCellProps {
  readonly job: JobRow
  /** Why the last action failed. */
  readonly failure: string | null
  readonly outcome: string | null
}

function ResultsCell({ job, failure, outcome }: ResultsCellProps) {
  const moves = job.transfer?.state === 'running' || job.transfer?.state === 'waiting'
  if (job.transfer !== null && moves && (job.state === 'uploading' || job.state === 'mine')) {
    const value = job.transfer.state === 'waiting' ? 0 : progressOf(job)
    return (
      <Cell column="results">
        <span className={styles.progress}>
          <ProgressBar label={`Progress of ${job.name}`} value={value} />
        </span>
      </Cell>
    )
  }
  const isOver = job.state === 'failed' || job.state === 'dead' || job.state === 'lost'
  const reason = failure ?? (isOver ? job.error?.message : undefined)
  if (reason !== undefined) {
    return (
      <Cell column="results" title={reason}>
        <span className={styles.reason}>{shortReason(reason, job.name)}</span>
      </Cell>
    )
  }
  return (
    <Cell column="results">
      <span data-new={job.results.new > 0 || undefined}>
        {job.results.found > 0 || outcome === null ? resultsText(job) : outcome}
      </span>
    </Cell>
  )
}

interface AgeCellProps {
  readonly at: number
  readonly hasDays: boolean
}

/** Shows only the time below a day heading. Without headings, older jobs show a date. */
export function AgeCell({ at, hasDays }: AgeCellProps) {
  const text = useTimeDerived(
    (now) => (hasDays || startOfDay(at) === startOfDay(now) ? ageInList(at, now) : shortDate.format(at)),
    ageStepMs,
  )
  return (
    <Cell column="age" end title={dateTime(at)}>
      {text}
    </Cell>
  )
}

const shortDate = timeFormat({ day: 'numeric', month: 'short' })

/** Below this, or if a renewal fails, the remaining time is shown. */
const shortLeaseMs = 10_000

/** Shows whether the lease is being renewed. The countdown appears only when it matters. */
function LeaseDot({ claim }: { readonly claim: Claim }) {
  const now = useNow()
  const leftMs = Math.min(claim.lease.deadline, claim.lease.endsAt) - now
  const isShort = leftMs < shortLeaseMs || claim.lease.error !== null
  return isShort ? (
    <span className={styles.countdown} title="The lease has not been renewed yet.">
      {formatDuration(leftMs)}
    </span>
  ) : (
    <span className={styles.leaseDot} title="The lease is being renewed." aria-hidden />
  )
}
