import type { Claim } from '../../../../shared/jobs/claims.ts'
import { ConfirmDialog } from '../../../ui/layout/confirm-dialog.tsx'
import { claimTitle } from './claim-state.ts'

interface ReleaseDialogProps {
  /** Releasing at least one of them moves it to a dead-letter queue. */
  readonly claims: readonly Claim[]
  readonly onRelease: () => void
  readonly onClose: () => void
}

/** Asks before a release that makes SQS move a message to the dead-letter queue. */
export function ReleaseDialog({ claims, onRelease, onClose }: ReleaseDialogProps) {
  const [first] = claims
  const lost = claims.filter(({ deadLetter }) => deadLetter !== null)
  const [{ deadLetter } = { deadLetter: null }] = lost
  if (first === undefined || deadLetter === null) return null
  return (
    <ConfirmDialog
      onServer
      tone="danger"
      title={claims.length === 1 ? `Release “${claimTitle(first)}”?` : `Release ${claims.length} jobs?`}
      confirm="Release"
      onConfirm={onRelease}
      onClose={onClose}
    >
      {claims.length === 1 ? 'This job was' : `${lost.length} of them were`} received {deadLetter.maxReceives}{' '}
      {deadLetter.maxReceives === 1 ? 'time' : 'times'}, as often as the queue allows. After a release, SQS
      moves {lost.length === 1 ? 'it' : 'them'} to the dead-letter queue {deadLetter.queue}, which no worker
      reads.
    </ConfirmDialog>
  )
}
