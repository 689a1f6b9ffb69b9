import type { DeadLetter, DeadLetterQueue } from '../../../shared/queues/dead-letters.ts'
import { TypedConfirmDialog } from '../../ui/layout/typed-confirm-dialog.tsx'
import { formatCount } from '../../ui/text/format.ts'
import { deadLetterName } from './dead-letter-name.ts'

interface DeleteDialogProps {
  /** The dead-letter queue's name. */
  readonly name: string
  readonly deadLetters: readonly DeadLetter[]
  readonly onDelete: () => void
  readonly onClose: () => void
}

/** Asks before received messages are deleted. */
export function DeleteDialog({ name, deadLetters, onDelete, onClose }: DeleteDialogProps) {
  const [deadLetter] = deadLetters
  return (
    <TypedConfirmDialog
      title={
        deadLetters.length === 1 && deadLetter !== undefined
          ? `Delete ${deadLetterName(deadLetter)}?`
          : `Delete ${formatCount(deadLetters.length)} messages?`
      }
      name={name}
      confirm="Delete"
      onConfirm={onDelete}
      onClose={onClose}
    >
      <p>
        {deadLetters.length === 1
          ? 'The message is deleted for good. Its payload stays in its bucket.'
          : 'The messages are deleted for good. Their payloads stay in their buckets.'}
      </p>
    </TypedConfirmDialog>
  )
}

interface DeleteAllDialogProps {
  readonly dead: DeadLetterQueue
  readonly onDelete: () => void
  readonly onClose: () => void
}

/** Asks before a dead-letter queue is emptied. */
export function DeleteAllDialog({ dead: { name, sources }, onDelete, onClose }: DeleteAllDialogProps) {
  return (
    <TypedConfirmDialog
      title="Delete all dead letters?"
      name={name}
      confirm="Delete all"
      onConfirm={onDelete}
      onClose={onClose}
    >
      <p>
        This deletes all messages in this queue for good, whoever has received them. Their payloads stay in
        their buckets.
      </p>
      {sources.length < 2 ? null : (
        <p>
          It is the dead-letter queue of <b>{sources.map(({ queue }) => queue).join(', ')}</b>.
        </p>
      )}
    </TypedConfirmDialog>
  )
}
