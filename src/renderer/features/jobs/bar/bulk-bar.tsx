import { useMutation } from '@tanstack/react-query'
import { Ellipsis, X } from 'lucide-react'
import type { JobState } from '../../../../shared/jobs/job-state.ts'
import type { JobSelection, JobsOutcome, SelectedJobs } from '../../../../shared/jobs/jobs.ts'
import { showSavedClaim } from '../../../queries/jobs/claims.ts'
import { retryJobs, takeBackJobs } from '../../../queries/jobs/jobs.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { IconButton } from '../../../ui/controls/icon-button.tsx'
import { Menu, MenuItem } from '../../../ui/controls/menu.tsx'
import { formatCount } from '../../../ui/text/format.ts'
import { requestDialog } from '../../../ui/work-requests.ts'
import styles from './bulk-bar.module.css'
import type { BulkAction, BulkClaims } from './use-bulk-claims.tsx'
import { reportFailed } from '../report-failed.ts'
import { useMarkSeen } from '../use-mark-seen.ts'
import { useSaveResults } from '../use-save-results.ts'
import type { RemoveJobs } from '../use-remove-jobs.tsx'

interface BulkBarProps {
  /** True if all jobs in the list are selected. */
  readonly isAll: boolean
  /** The number of jobs in the list, or `null` if it also contains groups. */
  readonly total: number | null
  readonly jobs: JobSelection
  readonly summary: SelectedJobs
  readonly bulk: BulkClaims
  readonly removal: RemoveJobs
  readonly onSelectAll: () => void
  readonly onClear: () => void
}

/** The actions for the selected jobs. Only actions that fit their states are shown. */
export function BulkBar({ isAll, total, jobs, summary, bulk, removal, onSelectAll, onClear }: BulkBarProps) {
  const { save, isPending: isSaving } = useSaveResults()
  const markSeen = useMarkSeen()
  const retry = useMutation(retryJobs())
  const takeBack = useMutation(takeBackJobs())
  const count = summary.jobs
  const has = (...states: readonly JobState[]): boolean => states.some((state) => summary.counts[state] > 0)
  /** All jobs of a list include those that come later. An action is not meant for them, so it ends the selection. */
  const ended = (): void => (jobs.kind === 'all' ? onClear() : undefined)
  const options = {
    onSuccess(outcome: JobsOutcome) {
      reportFailed(outcome)
      ended()
    },
  }
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected jobs">
      <IconButton label="Clear the selection" onClick={onClear}>
        <X />
      </IconButton>
      <output className={styles.count}>{formatCount(count)} selected</output>
      {isAll ? null : (
        <Button size="small" onClick={onSelectAll}>
          {total === null ? 'Select all' : `Select all ${formatCount(total)}`}
        </Button>
      )}
      <span className={styles.actions}>
        <ClaimButtons bulk={bulk} />
        {summary.withResults > 0 ? (
          <Button size="small" busy={isSaving} onClick={() => save(jobs, ended)}>
            Save results
          </Button>
        ) : null}
        {has('result') ? (
          <Button size="small" onClick={() => markSeen(jobs, ended)}>
            Mark as seen
          </Button>
        ) : null}
        {has('failed') ? (
          <Button changes size="small" busy={retry.isPending} onClick={() => retry.mutate({ jobs }, options)}>
            Retry
          </Button>
        ) : null}
        {has('uploading') ? (
          <Button
            changes
            size="small"
            busy={takeBack.isPending}
            onClick={() => takeBack.mutate({ jobs }, options)}
          >
            Take back
          </Button>
        ) : null}
        {has('dead', 'queued', 'finished', 'result', 'withdrawn', 'lost') ? (
          <Button changes size="small" onClick={() => requestDialog({ kind: 'submit-again', jobs, count })}>
            Submit again…
          </Button>
        ) : null}
        {has('finished', 'withdrawn', 'dead', 'lost') ? (
          <Button
            size="small"
            title="Their messages and files stay."
            onClick={() => removal.remove({ jobs, count, after: onClear })}
          >
            Remove from list…
          </Button>
        ) : null}
      </span>
    </div>
  )
}

/**
 * The actions for the selected jobs that this app holds. Rarely used ones are in a menu, so that the bar fits
 * into a narrow list.
 */
function ClaimButtons({ bulk }: Pick<BulkBarProps, 'bulk'>) {
  const fits = ([action]: ClaimAction): boolean => bulk.fitting(action).length > 0
  const rarer = rareClaimActions.filter(fits)
  const show = useMutation(showSavedClaim())
  const [first] = bulk.claims
  // Nothing else says where the files are. Saving them again is left to the keyboard.
  const isSaved = bulk.claims.every(({ saved }) => saved !== null)
  const shown = claimActions.filter((action) => fits(action) && !(isSaved && action[0] === 'save'))
  return (
    <>
      {first === undefined || !isSaved ? null : (
        <Button size="small" busy={show.isPending} onClick={() => show.mutate({ claimId: first.id })}>
          Show in folder
        </Button>
      )}
      {shown.map(([action, label]) => (
        <Button
          key={action}
          size="small"
          changes={action !== 'save'}
          busy={bulk.isPending}
          onClick={() => bulk.run(action)}
        >
          {label}
        </Button>
      ))}
      {rarer.length === 0 ? null : (
        <Menu
          align="end"
          side="top"
          trigger={
            <IconButton label="More actions for the selected jobs" busy={bulk.isPending}>
              <Ellipsis />
            </IconButton>
          }
        >
          {rarer.map(([action, label]) => (
            <MenuItem key={action} changes onSelect={() => bulk.run(action)}>
              {label}
            </MenuItem>
          ))}
        </Menu>
      )}
    </>
  )
}

type ClaimAction = readonly [BulkAction, string]

const claimActions: readonly ClaimAction[] = [
  ['save', 'Save'],
  ['save-and-acknowledge', 'Save & finish'],
  ['acknowledge', 'Finish…'],
  ['release', 'Release'],
]

const rareClaimActions: readonly ClaimAction[] = [
  ['hold-back', 'Hold back…'],
  ['start', 'Move to In progress'],
  ['dead-letter', 'Send to the dead-letter queue…'],
]
