import type { Claim } from '../../../../shared/jobs/claims.ts'
import { ConfirmDialog } from '../../../ui/layout/confirm-dialog.tsx'
import { canReadPayload, claimTitle } from './claim-state.ts'

interface AcknowledgeDialogProps {
  readonly claim: Claim
  readonly onAcknowledge: () => void
  readonly onClose: () => void
}

/** Asks before deleting a message whose payload was not saved. */
export function AcknowledgeDialog({ claim, onAcknowledge, onClose }: AcknowledgeDialogProps) {
  return (
    <ConfirmDialog
      title={`Finish “${claimTitle(claim)}” without saving it?`}
      confirm="Finish without saving"
      onConfirm={onAcknowledge}
      onClose={onClose}
    >
      {canReadPayload(claim)
        ? `The message is deleted from ${claim.status}. Its payload was not saved here and stays in ${claim.bucket ?? 'its bucket'} until someone removes it.`
        : `The message is deleted from ${claim.status}, and nobody else will get this job.`}
    </ConfirmDialog>
  )
}
