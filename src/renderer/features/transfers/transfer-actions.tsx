import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { FolderOpen, Pause, Play, X } from 'lucide-react'
import { needsUser } from '../../../shared/files/transfer-needs.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'
import {
  cancelTransfer,
  confirmTransfer,
  isActive,
  pauseTransfer,
  resumeTransfer,
  retryTransfer,
  showSavedTransfer,
} from '../../queries/transfers.ts'
import { Button } from '../../ui/controls/button.tsx'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import { MoveMenu } from './move-menu.tsx'
import { canMove, canPause, retryLabel } from './transfer-text.ts'
import { removalText, RemovalQuestion } from '../../ui/transfer-removal.tsx'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './transfers.module.css'

interface TransferActionsProps {
  readonly transfer: Transfer
}

/** The actions for one transfer. */
export function TransferActions({ transfer }: TransferActionsProps) {
  const cancel = useMutation(cancelTransfer())
  const pause = useMutation(pauseTransfer())
  const resume = useMutation(resumeTransfer())
  const retry = useMutation(retryTransfer())
  const confirm = useMutation(confirmTransfer())
  const showSaved = useMutation(showSavedTransfer())
  const ref = { transferId: transfer.id }
  const { name, state } = transfer
  const isPaused = state === 'paused'
  const again = retryLabel(transfer)
  return (
    <div className={styles.actions}>
      {again === null ? null : (
        <Button size="small" busy={retry.isPending} onClick={() => retry.mutate(ref)}>
          {again}
        </Button>
      )}
      {state === 'unconfirmed' ? (
        <Button size="small" busy={confirm.isPending} onClick={() => confirm.mutate(ref)}>
          Mark as sent
        </Button>
      ) : null}
      <Remove transfer={transfer} onRemove={() => cancel.mutate(ref)} busy={cancel.isPending} />
      {transfer.kind === 'save' && state === 'done' ? (
        <IconButton
          label={`Show ${name} in its folder`}
          busy={showSaved.isPending}
          onClick={() => showSaved.mutate(ref)}
        >
          <FolderOpen />
        </IconButton>
      ) : null}
      {canMove(transfer) ? <MoveMenu transfer={transfer} /> : null}
      {canPause(transfer) || isPaused ? (
        // A single button, so that the focus stays on it.
        <IconButton
          label={`${isPaused ? 'Resume' : 'Pause'} ${name}`}
          busy={pause.isPending || resume.isPending}
          onClick={() => (isPaused ? resume : pause).mutate(ref)}
        >
          {isPaused ? <Play /> : <Pause />}
        </IconButton>
      ) : null}
      {isActive(state) || isPaused ? (
        <IconButton label={`Cancel ${name}`} busy={cancel.isPending} onClick={() => cancel.mutate(ref)}>
          <X />
        </IconButton>
      ) : null}
    </div>
  )
}

interface RemoveProps extends TransferActionsProps {
  readonly busy: boolean
  readonly onRemove: () => void
}

/** Removes a transfer that needs the user. Asks first if something would be lost. */
function Remove({ transfer, busy, onRemove }: RemoveProps) {
  const [asking, setAsking] = useState(false)
  if (!needsUser(transfer.state)) return null
  const text = removalText(transfer)
  return (
    <>
      <Button
        size="small"
        variant="quiet"
        aria-label={`Remove ${visibleText(transfer.name, true)}${text === null ? '' : '…'}`}
        busy={busy}
        onClick={() => (text === null ? onRemove() : setAsking(true))}
      >
        {text === null ? 'Remove' : 'Remove…'}
      </Button>
      {asking && text !== null ? (
        <RemovalQuestion
          name={transfer.name}
          text={text}
          onRemove={onRemove}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </>
  )
}
