import { useRef, useState, type ReactNode } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { claimsQuery } from '../../../queries/jobs/claims.ts'
import {
  forgetJobs,
  openResults,
  retryJobs,
  saveResultsTo,
  showJobFile,
  showResults,
  takeBackJobs,
} from '../../../queries/jobs/jobs.ts'
import { confirmTransfer, pauseTransfer, resumeTransfer } from '../../../queries/transfers.ts'
import { toastError } from '../../../ui/feedback/toast-store.ts'
import { askFor } from '../../../ui/work-requests.ts'
import { useMarkSeen } from '../use-mark-seen.ts'
import { ClaimDialogs } from '../claim/claim-dialogs.tsx'
import { useDroppedResults } from '../drop/use-dropped-results.ts'
import { useClaimCommands, type Question } from '../claim/use-claim-commands.ts'
import { actionsOf, type JobAction } from './job-actions.ts'
import { tellShown } from './tell-shown.ts'

export interface JobActionRunner {
  readonly run: (action: JobAction, job: JobRow) => void
  /** Opens the dialog that finishes a job with these result files, as soon as the job can be finished. */
  readonly finishWith: (claimId: string, files: readonly File[]) => void
  readonly claimOf: (job: JobRow) => Claim | null
  /** Returns the button that repeats a failed action on a claimed job, or `null`. */
  readonly againOf: (job: JobRow) => { readonly label: string; readonly run: () => void } | null
  /** The open dialog. */
  readonly dialogs: ReactNode
}

/** Runs the actions of jobs. Asks first if something would be lost. */
export function useJobActions(): JobActionRunner {
  const [question, setQuestion] = useState<Question | null>(null)
  const lastActions = useRef(new Map<number, JobAction>())
  const claims = useQuery(claimsQuery()).data?.claims
  const finishWith = useDroppedResults(claims, (claimId, files) =>
    setQuestion({ kind: 'complete', claimId, files }),
  )
  const { commands, acknowledge, release, allowBucket } = useClaimCommands(setQuestion)
  const retry = useMutation(retryJobs())
  const takeBack = useMutation(takeBackJobs())
  const forget = useMutation(forgetJobs())
  const markSeen = useMarkSeen()
  const open = useMutation(openResults())
  const saveTo = useMutation(saveResultsTo())
  const showSavedResults = useMutation(showResults())
  const showFile = useMutation(showJobFile())
  const confirm = useMutation(confirmTransfer())
  const pause = useMutation(pauseTransfer())
  const resume = useMutation(resumeTransfer())

  function claimOf(job: JobRow): Claim | null {
    return job.claimId === null ? null : (claims?.find(({ id }) => id === job.claimId) ?? null)
  }

  function againOf(job: JobRow): ReturnType<JobActionRunner['againOf']> {
    const { primary } = actionsOf(job, claimOf(job), false)
    const action = lastActions.current.get(job.id)
    if (action !== undefined) return { label: 'Try again', run: () => run(action, job) }
    return primary === null ? null : { label: primary.label, run: () => run(primary.action, job) }
  }

  function run(action: JobAction, job: JobRow): void {
    lastActions.current.set(job.id, action)
    const jobs = { kind: 'some' as const, ids: [job.id] }
    const failed = {
      onSuccess: (
        outcome: { readonly failed: readonly { readonly error: { message: string; hint: string } }[] } | null,
      ) => {
        const [first] = outcome?.failed ?? []
        if (first !== undefined) toastError(first.error)
      },
    }
    const claim = claimOf(job)
    const transfer = job.transfer === null ? null : { transferId: job.transfer.id }
    const actions: Readonly<Record<JobAction, () => void>> = {
      'show-file': () => showFile.mutate({ id: job.id }),
      'open-results': () => open.mutate({ id: job.id, resultId: null }, { onSuccess: tellShown }),
      'save-results-to': () => saveTo.mutate({ id: job.id }, failed),
      'show-results': () => showSavedResults.mutate({ id: job.id }),
      'mark-seen': () => markSeen(jobs),
      'submit-again': () => askFor({ kind: 'submit-again', jobs, count: 1 }),
      'hold-back': () => claim !== null && askFor({ kind: 'hold-back', claimIds: [claim.id] }),
      'dead-letter': () => claim !== null && askFor({ kind: 'dead-letter', claimIds: [claim.id] }),
      retry: () => retry.mutate({ jobs }, failed),
      'take-back': () => takeBack.mutate({ jobs }, failed),
      forget: () => forget.mutate({ jobs }, failed),
      confirm: () => transfer !== null && confirm.mutate(transfer),
      pause: () => transfer !== null && pause.mutate(transfer),
      resume: () => transfer !== null && resume.mutate(transfer),
      'save-open': () => claim !== null && commands.saveAndOpen(claim),
      'save-as': () => claim !== null && commands.saveAs(claim),
      'show-saved': () => claim !== null && commands.showSaved(claim),
      'save-finish': () => claim !== null && commands.saveAndAcknowledge(claim),
      'finish-unsaved': () => claim !== null && commands.acknowledge(claim),
      finish: () => claim !== null && commands.complete(claim),
      release: () => claim !== null && commands.release(claim),
      start: () => claim !== null && commands.start(claim),
      'allow-bucket': () => claim !== null && commands.allowBucket(claim),
      dismiss: () => claim !== null && commands.dismiss(claim, () => forget.mutate({ jobs }, failed)),
    }
    actions[action]()
  }

  const asked = claims?.find(({ id }) => id === question?.claimId) ?? null
  return {
    run,
    claimOf,
    againOf,
    finishWith,
    dialogs:
      asked === null || question === null ? null : (
        <ClaimDialogs
          question={question}
          claim={asked}
          onAcknowledge={acknowledge}
          onRelease={release}
          onAllowBucket={allowBucket}
          onClose={() => setQuestion(null)}
        />
      ),
  }
}
