import type { Claim } from '../../../../shared/jobs/claims.ts'
import { ConfirmDialog } from '../../../ui/layout/confirm-dialog.tsx'

interface AllowBucketDialogProps {
  readonly claim: Claim
  readonly onAllow: () => void
  readonly onClose: () => void
}

/** Asks before a payload is read from a bucket that does not belong to the queue. */
export function AllowBucketDialog({ claim, onAllow, onClose }: AllowBucketDialogProps) {
  return (
    <ConfirmDialog
      title={`Read from ${claim.bucket ?? 'this bucket'}?`}
      confirm="Read from this bucket"
      onConfirm={onAllow}
      onClose={onClose}
    >
      This job's message refers to this bucket, which does not belong to {claim.queue}. Your credentials are
      used for the request. The permission applies to this job only.
    </ConfirmDialog>
  )
}
