import type { Claim } from '../../../../shared/jobs/claims.ts'
import { plural } from '../../../ui/text/format.ts'
import { ConfirmDialog } from '../../../ui/layout/confirm-dialog.tsx'

interface FinishDialogProps {
  readonly claims: readonly Claim[]
  readonly onFinish: () => void
  readonly onClose: () => void
}

/** Asks before the messages of several jobs are deleted. */
export function FinishDialog({ claims, onFinish, onClose }: FinishDialogProps) {
  const unsaved = claims.filter(({ saved }) => saved === null).length
  return (
    <ConfirmDialog
      onServer
      title={`Finish ${plural(claims.length, 'job')} without a result?`}
      confirm="Finish"
      onConfirm={onFinish}
      onClose={onClose}
    >
      {unsaved === 0
        ? 'All of them have been saved. They leave the queue permanently.'
        : `${unsaved === 1 ? '1 job has' : `${unsaved} jobs have`} not been saved. ${claims.length === 2 ? 'Both' : `All ${claims.length}`} leave the queue permanently. Their payloads stay in their buckets.`}
    </ConfirmDialog>
  )
}
