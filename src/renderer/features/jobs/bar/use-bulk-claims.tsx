import { useState, type ReactNode } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import { actOnClaims, claimsQuery } from '../../../queries/jobs/claims.ts'
import { toastError } from '../../../ui/feedback/toast-store.ts'
import { plural } from '../../../ui/text/format.ts'
import { requestDialog } from '../../../ui/work-requests.ts'
import { canReadPayload, claimStage } from '../claim/claim-state.ts'
import { FinishDialog } from '../claim/finish-dialog.tsx'
import { ReleaseDialog } from '../claim/release-dialog.tsx'

export type BulkAction =
  | 'save'
  | 'save-and-acknowledge'
  | 'acknowledge'
  | 'release'
  | 'start'
  | 'hold-back'
  | 'dead-letter'

export interface BulkClaims {
  /** The claims that this app still holds and that are not busy. */
  readonly claims: readonly Claim[]
  /** Returns the claims that an action can be applied to. */
  readonly fitting: (action: BulkAction) => readonly Claim[]
  /** Applies an action to every claim it fits. Asks first if something would be lost. */
  readonly run: (action: BulkAction) => void
  readonly isPending: boolean
  /** The open dialog. */
  readonly dialogs: ReactNode
}

/** Actions for the selected claims that this app still holds. */
export function useBulkClaims(claimIds: readonly string[]): BulkClaims {
  const bulk = useMutation(actOnClaims())
  const all = useQuery(claimsQuery()).data?.claims ?? none
  const [asks, setAsks] = useState<'acknowledge' | 'release' | null>(null)
  const ids = new Set(claimIds)
  const claims = all.filter((claim) => ids.has(claim.id) && claimStage(claim) === 'held')

  function fitting(action: BulkAction): readonly Claim[] {
    if (action === 'save' || action === 'save-and-acknowledge') return claims.filter(canReadPayload)
    return action === 'start' ? claims.filter(({ status }) => status === 'pending') : claims
  }

  function send(
    action: Exclude<BulkAction, 'hold-back' | 'dead-letter'>,
    chosen = fitting(action).map(({ id }) => id),
  ): void {
    setAsks(null)
    if (chosen.length === 0) return
    bulk.mutate(
      { claimIds: chosen, action },
      {
        onSuccess: ({ failed }) => {
          const [first] = failed
          if (first === undefined) return
          const message = `${plural(failed.length, 'job')} failed: ${first.error.message}`
          const failedIds = failed.map(({ claimId }) => claimId)
          toastError({ ...first.error, message }, () => send(action, failedIds))
        },
      },
    )
  }

  function run(action: BulkAction): void {
    if (action === 'hold-back' || action === 'dead-letter') {
      requestDialog({ kind: action, claimIds: claims.map(({ id }) => id) })
    } else if (action === 'acknowledge') {
      setAsks(action)
    } else if (action === 'release' && claims.some(({ deadLetter }) => deadLetter !== null)) {
      setAsks(action)
    } else {
      send(action)
    }
  }

  return {
    claims,
    fitting,
    run,
    isPending: bulk.isPending,
    dialogs:
      asks === null || claims.length === 0 ? null : asks === 'acknowledge' ? (
        <FinishDialog claims={claims} onFinish={() => send('acknowledge')} onClose={() => setAsks(null)} />
      ) : (
        <ReleaseDialog claims={claims} onRelease={() => send('release')} onClose={() => setAsks(null)} />
      ),
  }
}

const none: readonly Claim[] = []
