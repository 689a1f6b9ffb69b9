import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { X } from 'lucide-react'
import type { JobState } from '../../../../shared/job-state.ts'
import type { JobRow, JobSelection } from '../../../../shared/jobs.ts'
import { actOnClaims, claimsQuery } from '../../../queries/claims.ts'
import {
  forgetJobs,
  markJobsSeen,
  retryJobs,
  saveResults,
  submitJobsAgain,
  takeBackJobs,
} from '../../../queries/jobs.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { IconButton } from '../../../ui/controls/icon-button.tsx'
import { toastError } from '../../../ui/feedback/toast-store.ts'
import { formatCount, plural } from '../../../ui/format.ts'
import { askFor } from '../../../ui/work-requests.ts'
import { claimStage } from '../claim/claim-state.ts'
import { FinishDialog } from '../claim/finish-dialog.tsx'
import { ReleaseDialog } from '../claim/release-dialog.tsx'
import styles from './bulk-bar.module.css'
import { reportFailed } from '../report-failed.ts'

interface BulkBarProps {
  readonly count: number
  /** How many jobs the list has. */
  readonly total: number
  readonly jobs: JobSelection
  /** Those of the selected jobs that are known. */
  readonly rows: readonly JobRow[]
  readonly onSelectAll: () => void
  readonly onClear: () => void
}

/** The actions for the selected jobs. Only those that fit their states are shown. */
export function BulkBar({ count, total, jobs, rows, onSelectAll, onClear }: BulkBarProps) {
  const save = useMutation(saveResults())
  const seen = useMutation(markJobsSeen())
  const retry = useMutation(retryJobs())
  const again = useMutation(submitJobsAgain())
  const takeBack = useMutation(takeBackJobs())
  const forget = useMutation(forgetJobs())
  const has = (...states: readonly JobState[]): boolean => rows.some(({ state }) => states.includes(state))
  const options = { onSuccess: reportFailed }
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected jobs">
      <IconButton label="Clear the selection" onClick={onClear}>
        <X />
      </IconButton>
      <output className={styles.count}>{formatCount(count)} selected</output>
      {count < total ? (
        <Button size="small" variant="quiet" onClick={onSelectAll}>
          Select all {formatCount(total)}
        </Button>
      ) : null}
      <span className={styles.actions}>
        {has('mine') ? <ClaimButtons rows={rows} /> : null}
        {has('result') || rows.some(({ results }) => results.found > results.saved) ? (
          <Button size="small" disabled={save.isPending} onClick={() => save.mutate({ jobs }, options)}>
            Save results
          </Button>
        ) : null}
        {has('result') ? (
          <Button size="small" onClick={() => seen.mutate({ jobs }, options)}>
            Mark as seen
          </Button>
        ) : null}
        {has('failed') ? (
          <Button size="small" disabled={retry.isPending} onClick={() => retry.mutate({ jobs }, options)}>
            Retry
          </Button>
        ) : null}
        {has('uploading') ? (
          <Button size="small" onClick={() => takeBack.mutate({ jobs }, options)}>
            Take back
          </Button>
        ) : null}
        {has('dead', 'queued', 'finished', 'result', 'withdrawn', 'lost') ? (
          <Button
            size="small"
            disabled={again.isPending}
            onClick={() => again.mutate({ jobs, changes: null, queue: null, delaySeconds: 0 }, options)}
          >
            Submit again
          </Button>
        ) : null}
        {has('finished', 'withdrawn', 'dead', 'lost') ? (
          <Button
            size="small"
            title="Their messages and files stay."
            onClick={() => forget.mutate({ jobs }, { onSuccess: (done) => (reportFailed(done), onClear()) })}
          >
            Remove from list
          </Button>
        ) : null}
      </span>
    </div>
  )
}

/** The actions for those of the selected jobs that this app holds. */
function ClaimButtons({ rows }: Pick<BulkBarProps, 'rows'>) {
  const bulk = useMutation(actOnClaims())
  const all = useQuery(claimsQuery()).data?.claims ?? []
  const [asks, setAsks] = useState<'acknowledge' | 'release' | null>(null)
  const ids = new Set(rows.map(({ claimId }) => claimId))
  const claims = all.filter((claim) => ids.has(claim.id) && claimStage(claim) === 'held')
  if (claims.length === 0) return null

  function act(action: 'save-and-acknowledge' | 'acknowledge' | 'release') {
    setAsks(null)
    bulk.mutate(
      { claimIds: claims.map(({ id }) => id), action },
      {
        onSuccess: ({ failed }) => {
          const [first] = failed
          if (first === undefined) return
          const { message, hint } = first.error
          toastError({ message: `${plural(failed.length, 'job')} failed: ${message}`, hint })
        },
      },
    )
  }

  const losesJobs = claims.some(({ deadLetter }) => deadLetter !== null)
  return (
    <>
      <Button size="small" disabled={bulk.isPending} onClick={() => act('save-and-acknowledge')}>
        Save &amp; finish
      </Button>
      <Button size="small" disabled={bulk.isPending} onClick={() => setAsks('acknowledge')}>
        Finish…
      </Button>
      <Button
        size="small"
        disabled={bulk.isPending}
        onClick={() => (losesJobs ? setAsks('release') : act('release'))}
      >
        Release
      </Button>
      <Button
        size="small"
        onClick={() => askFor({ kind: 'hold-back', claimIds: claims.map(({ id }) => id) })}
      >
        Hold back…
      </Button>
      <Button
        size="small"
        onClick={() => askFor({ kind: 'dead-letter', claimIds: claims.map(({ id }) => id) })}
      >
        Dead letters…
      </Button>
      {asks === 'acknowledge' ? (
        <FinishDialog claims={claims} onFinish={() => act('acknowledge')} onClose={() => setAsks(null)} />
      ) : asks === 'release' ? (
        <ReleaseDialog claims={claims} onRelease={() => act('release')} onClose={() => setAsks(null)} />
      ) : null}
    </>
  )
}
