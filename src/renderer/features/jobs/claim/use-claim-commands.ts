import { useMutation } from '@tanstack/react-query'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import {
  acknowledgeClaim,
  allowClaimBucket,
  dismissClaim,
  releaseClaim,
  saveAndAcknowledgeClaim,
  saveClaim,
  showSavedClaim,
  startClaim,
} from '../../../queries/jobs/claims.ts'
import { canReadPayload } from './claim-state.ts'

/** A command that needs a dialog first. */
export interface Question {
  readonly kind: 'acknowledge' | 'release' | 'allow-bucket' | 'complete'
  readonly claimId: string
  /** Result files that were dropped on the job. */
  readonly files?: readonly File[]
}

/** The commands for one claim. */
interface ClaimCommands {
  readonly saveAndAcknowledge: (claim: Claim) => void
  readonly saveAndOpen: (claim: Claim) => void
  readonly saveAs: (claim: Claim) => void
  readonly complete: (claim: Claim) => void
  readonly start: (claim: Claim) => void
  readonly acknowledge: (claim: Claim) => void
  readonly release: (claim: Claim) => void
  readonly allowBucket: (claim: Claim) => void
  readonly showSaved: (claim: Claim) => void
  /** `then` is called after it is removed. */
  readonly dismiss: (claim: Claim, then: () => void) => void
}

/**
 * The claim commands of the list and the inspector. `ask` opens the dialog for a command that needs
 * one. The dialogs call `acknowledge`, `release` and `allowBucket`.
 */
export function useClaimCommands(ask: (question: Question) => void) {
  const save = useMutation(saveClaim())
  const saveAndAcknowledge = useMutation(saveAndAcknowledgeClaim())
  const acknowledge = useMutation(acknowledgeClaim())
  const release = useMutation(releaseClaim())
  const start = useMutation(startClaim())
  const allowBucket = useMutation(allowClaimBucket())
  const dismiss = useMutation(dismissClaim())
  const showSaved = useMutation(showSavedClaim())

  const commands: ClaimCommands = {
    saveAndAcknowledge: (claim) => saveAndAcknowledge.mutate({ claimId: claim.id }),
    saveAndOpen: (claim) => save.mutate({ claimId: claim.id, where: 'open' }),
    saveAs: (claim) => save.mutate({ claimId: claim.id, where: 'ask' }),
    complete: (claim) => ask({ kind: 'complete', claimId: claim.id }),
    start: (claim) => start.mutate({ claimId: claim.id }),
    acknowledge: (claim) => {
      if (needsConfirmation(claim)) ask({ kind: 'acknowledge', claimId: claim.id })
      else acknowledge.mutate({ claimId: claim.id })
    },
    release: (claim) => {
      if (claim.deadLetter !== null) ask({ kind: 'release', claimId: claim.id })
      else release.mutate({ claimId: claim.id })
    },
    allowBucket: (claim) => ask({ kind: 'allow-bucket', claimId: claim.id }),
    showSaved: (claim) => showSaved.mutate({ claimId: claim.id }),
    dismiss: (claim, then) => {
      // The mutation cache shows the error. Each call keeps its own `then`, even if another call is
      // running.
      void dismiss.mutateAsync({ claimId: claim.id }).then(then, () => undefined)
    },
  }
  return {
    commands,
    release: (claimId: string) => release.mutate({ claimId }),
    acknowledge: (claimId: string) => acknowledge.mutate({ claimId }),
    allowBucket: (claimId: string) => allowBucket.mutate({ claimId }),
  }
}

/** Confirm before deleting a message whose payload was not saved or could not be read. */
function needsConfirmation(claim: Claim): boolean {
  return claim.saved === null || !canReadPayload(claim)
}
