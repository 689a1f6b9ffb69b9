import type { Claim } from '../../../shared/claims.ts'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'

interface BulkAcknowledgeDialogProps {
  readonly claims: readonly Claim[]
  readonly onAcknowledge: () => void
  readonly onClose: () => void
}

/** Asks before several messages are deleted. */
export function BulkAcknowledgeDialog({ claims, onAcknowledge, onClose }: BulkAcknowledgeDialogProps) {
  const unsaved = claims.filter((claim) => claim.saved === null).length
  const jobs = claims.length === 1 ? '1 job' : `${claims.length} jobs`
  return (
    <ConfirmDialog
      title={`Acknowledge ${jobs}?`}
      confirm="Acknowledge"
      onConfirm={onAcknowledge}
      onClose={onClose}
    >
      {unsaved === 0
        ? 'Their payloads were saved here. Their messages are deleted from the queue.'
        : `${unsavedText(unsaved, claims.length)} Their messages are deleted from the queue. The payloads stay in their buckets until someone removes them.`}
    </ConfirmDialog>
  )
}

function unsavedText(unsaved: number, all: number): string {
  if (all === 1) return 'It was not saved here.'
  if (unsaved === all) return 'None of them was saved here.'
  return `${unsaved} of them ${unsaved === 1 ? 'was' : 'were'} not saved here.`
}
