import { ArrowLeft } from 'lucide-react'
import { useEffect, useState, type ReactNode, type Ref } from 'react'
import { useQuery } from '@tanstack/react-query'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { jobDetailQuery } from '../../../queries/jobs/jobs.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { formatBytes, formatDuration } from '../../../ui/text/format.ts'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import { MiddleCut } from '../../../ui/text/middle-cut.tsx'
import { useNow } from '../../../ui/use-now.ts'
import { ClaimNotices } from '../claim/claim-notices.tsx'
import { claimFailure, longStateText } from '../list/job-texts.ts'
import { StateIcon } from '../list/state-icon.tsx'
import { actionsOf } from './job-actions.ts'
import styles from './panel.module.css'
import { PanelActions } from './panel-actions.tsx'
import { PanelDetails } from './panel-details.tsx'
import { PanelResults } from './panel-results.tsx'
import { PanelTimeline } from './panel-timeline.tsx'
import type { JobActionRunner } from './use-job-actions.tsx'

interface JobPanelProps {
  readonly ref?: Ref<HTMLElement>
  readonly id: number
  /** The job's row in the list, or `null` if it is not on screen. */
  readonly row: JobRow | null
  readonly runner: JobActionRunner
  readonly isOneOfSeveral?: boolean
  /** Renders a preview. */
  readonly preview?: ((job: JobRow) => ReactNode) | undefined
  /** Closes the panel. Only given if the panel covers the list. */
  readonly onBack?: (() => void) | undefined
  readonly onShowJob: (id: number) => void
}

/** Everything about one job, with its actions. All job views share it. */
export function JobPanel(props: JobPanelProps) {
  const { ref, id, row, runner, isOneOfSeveral = false, preview, onBack, onShowJob } = props
  const { data, error, refetch } = useQuery(jobDetailQuery(id))
  const job = row ?? data?.job ?? null
  const isSettled = useSettled()
  const back =
    onBack === undefined ? null : (
      <div className={styles.back}>
        <Button variant="quiet" icon={<ArrowLeft aria-hidden />} onClick={onBack}>
          Back
        </Button>
        {job === null ? null : <MiddleCut text={job.name} className={styles.backName} />}
      </div>
    )
  if (job === null) {
    return (
      <section ref={ref} className={styles.panel} tabIndex={-1} aria-label="Job">
        {back}
        {data === null ? <p className={styles.gone}>This job is no longer in the list.</p> : null}
        {error === null ? null : <ErrorNote error={error} onRetry={() => void refetch()} />}
      </section>
    )
  }
  const claim = runner.claimOf(job)
  const shownState = claimFailure(job, claim) === null ? job.state : 'failed'
  const about = [job.size === null ? null : formatBytes(job.size), claim?.payload?.contentType ?? null]
  return (
    <section
      ref={ref}
      className={styles.panel}
      tabIndex={-1}
      aria-label={`Job ${visibleText(job.name, true)}`}
    >
      {back}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div className={styles.body} tabIndex={0}>
        {preview === undefined ? null : (
          <div className={styles.preview}>{isSettled ? preview(job) : null}</div>
        )}
        <header className={styles.head}>
          <h2 className={styles.title}>
            <ForeignText text={job.name} isName />
          </h2>
          <p className={styles.state} data-state={shownState}>
            <StateIcon state={shownState} />
            <span>{longStateText(job, claim)}</span>
            {claim === null || shownState !== 'mine' ? null : <Lease deadline={claim.lease.deadline} />}
            <span className={styles.about}>{about.filter((part) => part !== null).join(' · ')}</span>
          </p>
        </header>
        {claim === null && job.error === null ? null : (
          <div className={styles.notices}>
            {claim === null ? null : <ClaimNotices claim={claim} again={runner.againOf(job)} />}
            {job.error === null || claim !== null ? null : <ErrorNote error={job.error} />}
          </div>
        )}
        {data == null ? null : (
          <>
            <PanelResults detail={data} />
            <PanelTimeline detail={data} claim={claim} onShowJob={onShowJob} />
            <PanelDetails detail={data} claim={claim} />
          </>
        )}
      </div>
      <PanelActions
        actions={actionsOf(job, claim, data?.hasFile ?? false)}
        isOneOfSeveral={isOneOfSeveral}
        isBusy={(action) => runner.isBusy(action, job)}
        onAct={(action) => runner.run(action, job)}
      />
    </section>
  )
}

/** Shows how long the lease lasts unless it is renewed. The list does not show this. */
function Lease({ deadline }: { readonly deadline: number }) {
  const now = useNow()
  return (
    <span className={styles.about} title="The lease renews itself while the app runs.">
      lease {formatDuration(Math.max(0, deadline - now))}
    </span>
  )
}

/** Previews cost requests, so moving past a job with the arrow keys does not load one. */
const settleMs = 200

function useSettled(): boolean {
  const [isSettled, setIsSettled] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setIsSettled(true), settleMs)
    return () => clearTimeout(timer)
  }, [])
  return isSettled
}
