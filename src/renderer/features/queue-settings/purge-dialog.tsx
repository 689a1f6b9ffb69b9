import { useMutation, useQuery } from '@tanstack/react-query'
import type { PurgeDone, PurgePlan } from '../../../shared/queues/queue-settings.ts'
import { purgePlanQuery, purgeQueue } from '../../queries/queues/queue-settings.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { formatReportedCount, plural } from '../../ui/text/format.ts'
import { TypedConfirmDialog } from '../../ui/layout/typed-confirm-dialog.tsx'
import { useNow } from '../../ui/use-now.ts'

interface PurgeDialogProps {
  readonly connectionId: string
  readonly queue: string
  readonly status: string
  readonly name: string
  /** AWS reports approximate counts, the local server exact ones. */
  readonly approximate: boolean
  readonly onPurged: (done: PurgeDone) => void
  readonly onClose: () => void
}

/** Says what a purge deletes and what could be restored, and asks for the queue's name. */
export function PurgeDialog(props: PurgeDialogProps) {
  const { connectionId, queue, status, name, approximate, onPurged, onClose } = props
  const plan = useQuery(purgePlanQuery(connectionId, { queue, status }))
  const purge = useMutation(purgeQueue())
  const now = useNow()
  const waitMs = (plan.data?.possibleAt ?? 0) - now
  const blocked =
    waitMs > 0
      ? `SQS purges a queue at most once a minute. Try again in ${Math.ceil(waitMs / 1_000)} s.`
      : null
  const depth = plan.data?.depth
  const count = (value: number): string => formatReportedCount(value, approximate)
  return (
    <TypedConfirmDialog
      title={`Purge ${name}?`}
      name={name}
      confirm="Purge"
      blocked={blocked}
      busy={purge.isPending || plan.data === undefined}
      onConfirm={() => purge.mutate({ queue, status, confirmed: name }, { onSuccess: onPurged })}
      onClose={onClose}
    >
      {plan.error === null ? null : <ErrorNote error={plan.error} onRetry={() => void plan.refetch()} />}
      {depth === undefined ? (
        <p>Counting…</p>
      ) : (
        <p>
          Deletes all messages: <b>{count(depth.visible)} waiting</b>, {count(depth.inFlight)} held by
          workers, and {count(depth.delayed)} delayed. Payloads stay in their buckets.
        </p>
      )}
      {plan.data === undefined ? null : <p>{undoText(plan.data)}</p>}
      {purge.error === null ? null : <ErrorNote error={purge.error} />}
    </TypedConfirmDialog>
  )
}

function undoText({ restorable, depth: { visible, inFlight, delayed } }: PurgePlan): string {
  if (restorable === 0) {
    return 'This cannot be undone: no job from this computer is known to be in this queue, and messages from others cannot be restored.'
  }
  const twice =
    restorable > visible + inFlight + delayed
      ? 'Some of them may be in a dead-letter queue instead, and would then exist twice.'
      : 'A job that a worker holds now may be done twice.'
  return `Undo can send ${plural(restorable, 'job')} from this computer again, with new ids, until Remotejob is closed. After that, they stay in the list as “Taken back”, and “Submit again” sends them. ${twice} Messages from others cannot be restored.`
}
