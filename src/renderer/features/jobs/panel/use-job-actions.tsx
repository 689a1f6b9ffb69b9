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
import { requestDialog } from '../../../ui/work-requests.ts'
import { useMarkSeen } from '../use-mark-seen.ts'
import { ClaimDialogs } from '../claim/claim-dialogs.tsx'
import { useDroppedResults } from '../drop/use-dropped-results.ts'
import { useClaimCommands, type Question } from '../claim/use-claim-commands.ts'
import { actionsOf, type JobAction } from './job-actions.ts'
import { explainShown } from './explain-shown.ts'
import { useRunning, type Work } from './use-running.ts'

export interface JobActionRunner {
  readonly run: (action: JobAction, job: JobRow) => void
  /** Opens the dialog that finishes a job with these result files, as soon as the job can be finished. */
  readonly finishWith: (claimId: string, files: readonly File[]) => void
  readonly claimOf: (job: JobRow) => Claim | null
  /** True while this action runs for the job. Running it again does nothing. */
  readonly isBusy: (action: JobAction, job: JobRow) => boolean
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
  const running = useRunning()
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
    const claim = claimOf(job)
    const ofClaim = (command: (claim: Claim) => Work): Work => (claim === null ? null : command(claim))
    const transfer = job.transfer === null ? null : { transferId: job.transfer.id }
    const forgetIt = (): Promise<unknown> => forget.mutateAsync({ jobs }).then(reportFailed)
    const actions: Readonly<Record<JobAction, () => Work>> = {
      'show-file': () => showFile.mutateAsync({ id: job.id }),
      'open-results': () => open.mutateAsync({ id: job.id, resultId: null }).then(explainShown),
      'save-results-to': () => saveTo.mutateAsync({ id: job.id }).then(reportFailed),
      'show-results': () => showSavedResults.mutateAsync({ id: job.id }),
      'mark-seen': () => asked(() => markSeen(jobs)),
      'submit-again': () => asked(() => requestDialog({ kind: 'submit-again', jobs, count: 1 })),
      'hold-back': () =>
        ofClaim(({ id }) => asked(() => requestDialog({ kind: 'hold-back', claimIds: [id] }))),
      'dead-letter': () =>
        ofClaim(({ id }) => asked(() => requestDialog({ kind: 'dead-letter', claimIds: [id] }))),
      retry: () => retry.mutateAsync({ jobs }).then(reportFailed),
      'take-back': () => takeBack.mutateAsync({ jobs }).then(reportFailed),
      forget: forgetIt,
      confirm: () => transfer && confirm.mutateAsync(transfer),
      pause: () => transfer && pause.mutateAsync(transfer),
      resume: () => transfer && resume.mutateAsync(transfer),
      'save-open': () => ofClaim(commands.saveAndOpen),
      'save-as': () => ofClaim(commands.saveAs),
      'show-saved': () => ofClaim(commands.showSaved),
      'save-finish': () => ofClaim(commands.saveAndAcknowledge),
      'finish-unsaved': () => ofClaim(commands.acknowledge),
      finish: () => ofClaim(commands.complete),
      release: () => ofClaim(commands.release),
      start: () => ofClaim(commands.start),
      'allow-bucket': () => ofClaim(commands.allowBucket),
      dismiss: () => ofClaim((held) => commands.dismiss(held)?.then(forgetIt) ?? null),
    }
    running.once(keyOf(action, job), actions[action])
  }

  const inQuestion = claims?.find(({ id }) => id === question?.claimId) ?? null
  return {
    run,
    isBusy: (action, job) => running.has(keyOf(action, job)),
    claimOf,
    againOf,
    finishWith,
    dialogs:
      inQuestion === null || question === null ? null : (
        <ClaimDialogs
          question={question}
          claim={inQuestion}
          onAcknowledge={acknowledge}
          onRelease={release}
          onAllowBucket={allowBucket}
          onWithoutResult={(claim) => {
            setQuestion(null)
            running.once(`finish-unsaved ${claim.id}`, () => commands.acknowledge(claim))
          }}
          onClose={() => setQuestion(null)}
        />
      ),
  }
}

const keyOf = (action: JobAction, { id }: JobRow): string => `${action} ${id}`

/** Opens a dialog, which needs no waiting. */
function asked(open: () => void): null {
  open()
  return null
}

interface Outcome {
  readonly failed: readonly { readonly error: { readonly message: string; readonly hint: string } }[]
}

/** `null` means that the user has cancelled. */
function reportFailed(outcome: Outcome | null): void {
  const [first] = outcome?.failed ?? []
  if (first !== undefined) toastError(first.error)
}
