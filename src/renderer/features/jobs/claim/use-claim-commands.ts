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
import type { Work } from '../panel/use-running.ts'
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
  readonly saveAndAcknowledge: ClaimCommand
  readonly saveAndOpen: ClaimCommand
  readonly saveAs: ClaimCommand
  readonly complete: ClaimCommand
  readonly start: ClaimCommand
  readonly acknowledge: ClaimCommand
  readonly release: ClaimCommand
  readonly allowBucket: ClaimCommand
  readonly showSaved: ClaimCommand
  readonly dismiss: ClaimCommand
}

type ClaimCommand = (claim: Claim) => Work

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

  /** Returns `null`: the dialog does the work. */
  function askWith(question: Question): null {
    ask(question)
    return null
  }

  const commands: ClaimCommands = {
    saveAndAcknowledge: (claim) => saveAndAcknowledge.mutateAsync({ claimId: claim.id }),
    saveAndOpen: (claim) => save.mutateAsync({ claimId: claim.id, where: 'open' }),
    saveAs: (claim) => save.mutateAsync({ claimId: claim.id, where: 'ask' }),
    complete: (claim) => askWith({ kind: 'complete', claimId: claim.id }),
    start: (claim) => start.mutateAsync({ claimId: claim.id }),
    acknowledge: (claim) =>
      needsConfirmation(claim)
        ? askWith({ kind: 'acknowledge', claimId: claim.id })
        : acknowledge.mutateAsync({ claimId: claim.id }),
    release: (claim) =>
      claim.deadLetter === null
        ? release.mutateAsync({ claimId: claim.id })
        : askWith({ kind: 'release', claimId: claim.id }),
    allowBucket: (claim) => askWith({ kind: 'allow-bucket', claimId: claim.id }),
    showSaved: (claim) => showSaved.mutateAsync({ claimId: claim.id }),
    dismiss: (claim) => dismiss.mutateAsync({ claimId: claim.id }),
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
