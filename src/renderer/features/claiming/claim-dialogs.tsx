import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Claim } from '../../../shared/jobs/claims.ts'
import type { Input, Output } from '../../../shared/ipc/contract.ts'
import { actOnClaims, claimsQuery, sendClaimsAgain } from '../../queries/jobs/claims.ts'
import { settingsQuery } from '../../queries/settings.ts'
import { toastError, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { toastUndo } from '../../ui/feedback/undo-toast.ts'
import { plural } from '../../ui/text/format.ts'
import { useWorkRequests, type WorkRequest } from '../../ui/work-requests.ts'
import { ClaimManyDialog } from './claim-many-dialog.tsx'
import { DeadLetterDialog } from './dead-letter-dialog.tsx'
import { HoldBackDialog } from './hold-back-dialog.tsx'
import { useFinishedClaims } from './use-finished-claims.ts'

/** How long a finished job can be sent again from the toast. */
const undoMs = 8_000

type ClaimRequest = Exclude<WorkRequest, { readonly kind: 'submit-again' }>

interface ClaimDialogsProps {
  /** Called when another job should be claimed after a finished one. */
  readonly onClaimAnother: (finished: Claim) => void
}

/**
 * Shows the dialogs for claims that other parts of the window request, and the toast after a job is
 * finished.
 */
export function ClaimDialogs({ onClaimAnother }: ClaimDialogsProps) {
  const [request, setRequest] = useState<ClaimRequest | null>(null)
  const claims = useQuery(claimsQuery()).data?.claims ?? none
  const bulk = useMutation(actOnClaims())
  const again = useMutation(sendClaimsAgain())
  const claimsAnother = useQuery(settingsQuery()).data?.claimsNext ?? false

  useWorkRequests((asked) => {
    if (asked.kind !== 'submit-again') setRequest(asked)
  })

  function sendAgain(claimIds: readonly string[]) {
    again.mutate(
      { claimIds: [...claimIds] },
      {
        onSuccess: ({ sent, failed }) => {
          if (failed.length === 0) toastSuccess(`${plural(sent, 'job')} back in the queue`, newIds)
          else showFailed(failed, `${plural(failed.length, 'job')} could not be sent again.`, sendAgain)
        },
      },
    )
  }

  useFinishedClaims((finished) => {
    const acknowledged = finished.filter(({ outcome }) => outcome === 'acknowledged')
    if (acknowledged.length > 0) {
      const done = {
        key: 'finished',
        what: acknowledged.map(({ id }) => id),
        count: acknowledged.length,
        until: Date.now() + undoMs,
        title: (count: number) => `${plural(count, 'job')} finished`,
        undo: (ids: readonly (readonly string[])[]) => sendAgain(ids.flat().slice(-10_000)),
      }
      // Jobs that were finished together arrive in several updates.
      toastUndo(done, true)
    }
    const [newest] = finished
    if (claimsAnother && newest !== undefined) onClaimAnother(newest)
  })

  function act(
    input: Omit<Input<'claims:bulk'>, 'claimIds'>,
    claimIds: readonly string[],
    failedText: string,
  ) {
    bulk.mutate(
      { ...input, claimIds: [...claimIds] },
      {
        onSuccess: ({ failed }) => {
          const message = `${failed.length} of ${plural(claimIds.length, 'job')} could not be ${failedText}.`
          showFailed(failed, message, (ids) => act(input, ids, failedText))
        },
      },
    )
    setRequest(null)
  }

  if (request === null) return null
  if (request.kind === 'claim-many') {
    const { queue, claim } = request
    return (
      <ClaimManyDialog
        queue={queue}
        onClose={() => setRequest(null)}
        onClaim={(max) => {
          setRequest(null)
          claim(max)
        }}
      />
    )
  }
  const { claimIds } = request
  const chosenIds = new Set(claimIds)
  const chosen = claims.filter(({ id }) => chosenIds.has(id))
  if (chosen.length === 0) return null
  return request.kind === 'hold-back' ? (
    <HoldBackDialog
      claims={chosen}
      onClose={() => setRequest(null)}
      onHold={(seconds) => act({ action: 'hold-back', seconds }, claimIds, 'held back')}
    />
  ) : (
    <DeadLetterDialog
      claims={chosen}
      onClose={() => setRequest(null)}
      onSend={(reason) => act({ action: 'dead-letter', reason }, claimIds, 'sent to the dead-letter queue')}
    />
  )
}

/** Shows the first error with the button that helps. If that is to try again, it does so for those that failed. */
function showFailed(
  failed: Output<'claims:bulk'>['failed'],
  message: string,
  onRetry: (claimIds: readonly string[]) => void,
): void {
  const [first] = failed
  if (first === undefined) return
  const ids = failed.map(({ claimId }) => claimId)
  toastError({ ...first.error, message, hint: first.error.message }, () => onRetry(ids))
}

const none: readonly Claim[] = []
const newIds = 'Sent as a new message, with a new id.'
