import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Pause, Play } from 'lucide-react'
import type { TransfersSnapshot } from '../../../shared/files/transfers.ts'
import {
  activeCount,
  cancelAllTransfers,
  clearTransfers,
  pauseAllTransfers,
  resumeAllTransfers,
  retryAllTransfers,
} from '../../queries/transfers.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { plural } from '../../ui/text/format.ts'

interface AllActionsProps {
  readonly snapshot: TransfersSnapshot
}

/** The actions for all transfers. Shows only buttons that apply. */
export function AllActions({ snapshot }: AllActionsProps) {
  const { counts } = snapshot
  const pause = useMutation(pauseAllTransfers())
  const resume = useMutation(resumeAllTransfers())
  const retry = useMutation(retryAllTransfers())
  const clear = useMutation(clearTransfers())
  const finished = counts.done + counts.cancelled
  const unfinished = activeCount(snapshot) + counts.paused + counts.interrupted
  const failed = counts.failed + counts.stored
  return (
    <>
      {failed > 0 ? (
        <Button size="small" busy={retry.isPending} onClick={() => retry.mutate()}>
          Retry failed
        </Button>
      ) : null}
      {unfinished > 0 ? <CancelAll count={unfinished} /> : null}
      {counts.paused > 0 ? (
        <Button
          size="small"
          icon={<Play size={14} aria-hidden />}
          busy={resume.isPending}
          onClick={() => resume.mutate()}
        >
          Resume all
        </Button>
      ) : null}
      {activeCount(snapshot) > 0 ? (
        <Button
          size="small"
          icon={<Pause size={14} aria-hidden />}
          busy={pause.isPending}
          onClick={() => pause.mutate()}
        >
          Pause all
        </Button>
      ) : null}
      <Button size="small" disabled={finished === 0} busy={clear.isPending} onClick={() => clear.mutate()}>
        Clear finished
      </Button>
    </>
  )
}

function CancelAll({ count }: { readonly count: number }) {
  const [asking, setAsking] = useState(false)
  const cancel = useMutation(cancelAllTransfers())
  const all = count === 1 ? 'the transfer' : `all ${plural(count, 'transfer')}`
  return (
    <>
      <Button size="small" onClick={() => setAsking(true)}>
        Cancel all…
      </Button>
      {asking ? (
        <ConfirmDialog
          tone="danger"
          title={`Cancel ${all}?`}
          confirm={count === 1 ? 'Cancel transfer' : 'Cancel transfers'}
          onConfirm={() => {
            cancel.mutate()
            setAsking(false)
          }}
          onClose={() => setAsking(false)}
        >
          Uploaded data is removed, and no message is sent. The files on this computer are not changed.
        </ConfirmDialog>
      ) : null}
    </>
  )
}
