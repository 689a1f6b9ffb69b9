import { useMutation } from '@tanstack/react-query'
import { undoPurge } from '../../queries/queues/queue-settings.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Notice } from '../../ui/feedback/notice.tsx'
import { plural } from '../../ui/text/format.ts'

interface PurgedNoticeProps {
  readonly name: string
  readonly undoId: string | null
  readonly restorable: number
  readonly onDismiss: () => void
}

/** Says what was purged, with a button that restores what can be restored. */
export function PurgedNotice({ name, undoId, restorable, onDismiss }: PurgedNoticeProps) {
  const undo = useMutation(undoPurge())
  const outcome = undo.data
  if (outcome !== undefined && outcome.failed === 0) {
    return (
      <Notice tone="success" title={`${plural(outcome.restored, 'job')} sent to ${name} again`}>
        <p>Messages from others could not be restored.</p>
        <Button size="small" onClick={onDismiss}>
          OK
        </Button>
      </Notice>
    )
  }
  return (
    <Notice tone="success" title={`${name} was purged. SQS may take a minute to delete everything.`}>
      {undoId === null ? null : (
        <p>
          {outcome === undefined
            ? `Undo sends ${plural(restorable, 'job')} from this computer again, until Remotejob is closed. Later, Submit again sends them from the list. Messages from others cannot be restored.`
            : `${plural(outcome.restored, 'job')} sent again. ${plural(outcome.failed, 'job')} failed.`}
        </p>
      )}
      {outcome?.error == null ? null : <ErrorNote error={outcome.error} />}
      {undo.error === null ? null : <ErrorNote error={undo.error} />}
      {undoId === null ? null : (
        <Button size="small" variant="primary" busy={undo.isPending} onClick={() => undo.mutate({ undoId })}>
          {undo.isPending ? 'Sending…' : outcome === undefined ? 'Undo' : 'Try the others again'}
        </Button>
      )}{' '}
      <Button size="small" onClick={onDismiss}>
        Dismiss
      </Button>
    </Notice>
  )
}
