import { ArrowLeft, Folder } from 'lucide-react'
import type { Ref } from 'react'
import { useMutation } from '@tanstack/react-query'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { jobStates } from '../../../../shared/jobs/job-state.ts'
import type { GroupRow, JobSelection, JobsView } from '../../../../shared/jobs/jobs.ts'
import { retryJobs, takeBackJobs } from '../../../queries/jobs/jobs.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { ProgressBar } from '../../../ui/feedback/progress-bar.tsx'
import { formatBytes, formatCount, plural } from '../../../ui/text/format.ts'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import { groupProgress, stateNames } from '../list/job-texts.ts'
import { allOf, viewOfGroup } from '../list/selection.ts'
import { StateIcon } from '../list/state-icon.tsx'
import styles from './panel.module.css'
import { reportFailed } from '../report-failed.ts'
import { useRemoveJobs } from '../use-remove-jobs.tsx'
import { useSaveResults } from '../use-save-results.ts'

interface GroupPanelProps {
  readonly ref?: Ref<HTMLElement>
  readonly group: GroupRow
  readonly view: JobsView
  readonly onShowJobs: () => void
  readonly onBack?: (() => void) | undefined
}

/** The files of one drop: their progress, and actions for all of them. */
export function GroupPanel({ ref, group, view, onShowJobs, onBack }: GroupPanelProps) {
  const { counts, jobs } = group
  const { save } = useSaveResults()
  const retry = useMutation(retryJobs())
  const takeBack = useMutation(takeBackJobs())
  const { remove, dialog } = useRemoveJobs()
  const { done, text } = groupProgress(group)
  const all = (filter: JobsView['filter']): { readonly jobs: JobSelection } => ({
    jobs: allOf(viewOfGroup(view, group, filter)),
  })
  const failed = { onSuccess: reportFailed }
  const ended = counts.finished + counts.withdrawn
  return (
    <section
      ref={ref}
      className={styles.panel}
      tabIndex={-1}
      aria-label={`Group ${visibleText(group.name, true)}`}
    >
      {onBack === undefined ? null : (
        <div className={styles.back}>
          <Button variant="quiet" icon={<ArrowLeft aria-hidden />} onClick={onBack}>
            Back
          </Button>
        </div>
      )}
      <div className={styles.body}>
        <header className={styles.head}>
          <h2 className={styles.title}>
            <ForeignText text={group.name} isName />
          </h2>
          <p className={styles.state}>
            <Folder size={16} strokeWidth={1.75} aria-hidden />
            <span>{plural(jobs, 'job')}</span>
            <span className={styles.about}>{formatBytes(group.size)}</span>
          </p>
        </header>
        <section className={styles.section}>
          <h3 className={styles.caption}>{text}</h3>
          <ProgressBar label={`Progress of ${group.name}`} value={done / Math.max(1, jobs)} tone="done" />
          <ul className={styles.states} aria-label="Jobs by state">
            {jobStates
              .filter((state) => counts[state] > 0)
              .map((state) => (
                <li key={state} className={styles.state} data-state={state}>
                  <StateIcon state={state} />
                  <span>{stateNames[state]}</span>
                  <span className={styles.size}>{formatCount(counts[state])}</span>
                </li>
              ))}
          </ul>
        </section>
      </div>
      <div className={styles.actions}>
        {counts.result > 0 ? (
          <Button variant="primary" className={styles.primary} onClick={() => save(all('results').jobs)}>
            Save all results
          </Button>
        ) : counts.failed > 0 ? (
          <Button
            variant="primary"
            className={styles.primary}
            onClick={() => retry.mutate(all('needs-you'), failed)}
          >
            Retry {formatCount(counts.failed)} failed
          </Button>
        ) : null}
        <Button onClick={onShowJobs}>Show jobs</Button>
        {counts.uploading > 0 ? (
          <Button busy={takeBack.isPending} onClick={() => takeBack.mutate(all('uploading'), failed)}>
            Take back
          </Button>
        ) : ended === jobs ? (
          <Button onClick={() => remove({ ...all('all'), count: jobs })}>Remove from list…</Button>
        ) : null}
      </div>
      {dialog}
    </section>
  )
}
