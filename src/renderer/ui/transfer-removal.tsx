import type { Transfer } from '../../shared/files/transfers.ts'
import { ForeignText } from './text/foreign-text.tsx'
import { ConfirmDialog } from './layout/confirm-dialog.tsx'

/** Describes what removing an unfinished transfer destroys. Returns `null` if nothing is lost. */
export function removalText({ kind, state }: Pick<Transfer, 'kind' | 'state'>): string | null {
  // The object stays in its bucket, and can be saved again.
  if (kind === 'save' || state === 'done' || state === 'cancelled') return null
  const stays = 'The file on this computer is not changed.'
  if (state === 'stored') {
    return `No message is sent, and the uploaded file is removed from its bucket. ${stays}`
  }
  if (state === 'unconfirmed') {
    return `The uploaded file is removed from its bucket. If the message is in the queue, whoever claims it finds no payload. ${stays}`
  }
  return `The upload stops, and no message is sent. If its connection is ready, the uploaded data is removed from its bucket. ${stays}`
}

interface RemovalQuestionProps {
  readonly name: string
  /** Describes what is destroyed. */
  readonly text: string
  readonly onRemove: () => void
  readonly onClose: () => void
}

/** Asks before an unfinished upload is removed. */
export function RemovalQuestion({ name, text, onRemove, onClose }: RemovalQuestionProps) {
  return (
    <ConfirmDialog
      tone="danger"
      title={
        <>
          Remove <ForeignText text={name} isName />?
        </>
      }
      confirm="Remove"
      onConfirm={() => {
        onClose()
        onRemove()
      }}
      onClose={onClose}
    >
      {text}
    </ConfirmDialog>
  )
}
