import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import {
  ArrowDownToLine,
  ArrowUpFromLine,
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Clock,
  FolderOpen,
  MailWarning,
  Send,
  Unplug,
  X,
  type LucideIcon,
} from 'lucide-react'
import type { Transfer, TransferState } from '../../../shared/transfers.ts'
import { cancelTransfer, isActive, retryTransfer, showSavedTransfer } from '../../queries/transfers.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { formatBytes, formatDuration, formatPercent, formatSpeed } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { transferPart } from '../../ui/transfer-state.tsx'
import { goesUp, placeWord, removeWords, retryWord, secondsLeft, stateWord } from './transfer-words.ts'
import styles from './transfers-view.module.css'

const stateIcons = {
  waiting: Clock,
  queueing: Send,
  reconnecting: Unplug,
  paused: CirclePause,
  done: CircleCheck,
  stored: MailWarning,
  interrupted: CircleDashed,
  failed: CircleAlert,
  cancelled: Ban,
} as const satisfies Record<Exclude<TransferState, 'running'>, LucideIcon>

interface TransferRowProps {
  readonly transfer: Transfer
}

/** One transfer: what moves, how far it is, and what can be done about it. */
export function TransferRow({ transfer }: TransferRowProps) {
  const Way = goesUp(transfer) ? ArrowUpFromLine : ArrowDownToLine
  const StateIcon = transfer.state === 'running' ? Way : stateIcons[transfer.state]
  return (
    <div className={styles.transfer} data-state={transfer.state}>
      <span className={styles.stateIcon}>
        <StateIcon size={18} strokeWidth={1.75} aria-hidden />
      </span>
      <div className={styles.text}>
        <span className={styles.name} title={transfer.name}>
          <bdi>{transfer.name}</bdi>
        </span>
        <span className={styles.place}>{placeWord(transfer)}</span>
      </div>
      <div className={styles.progress}>
        <span className={styles.word}>{stateWord(transfer)}</span>
        <Progress transfer={transfer} />
      </div>
      <Actions transfer={transfer} />
      {transfer.error === null ? null : (
        <p className={styles.error}>
          {transfer.error.message} {transfer.error.hint}
        </p>
      )}
    </div>
  )
}

function Progress({ transfer }: TransferRowProps) {
  const { bytesDone, bytesTotal } = transfer
  if (transfer.state !== 'running') {
    const size = bytesTotal === null ? null : formatBytes(bytesTotal)
    const id = transfer.jobId === null ? null : `job ${transfer.jobId.slice(0, 8)}`
    const words = [size, id].filter((part) => part !== null)
    return <span className={styles.detail}>{words.join(' · ')}</span>
  }
  const part = transferPart(transfer)
  const left = secondsLeft(transfer)
  const words = [
    part === null ? formatBytes(bytesDone) : formatPercent(part),
    transfer.bytesPerSecond > 0 ? formatSpeed(transfer.bytesPerSecond) : null,
    left === null ? null : `${formatDuration(left * 1_000)} left`,
  ].filter((part) => part !== null)
  return (
    <>
      <span className={styles.detail}>{words.join(' · ')}</span>
      <ProgressBar label={`Progress of ${transfer.name}`} value={part} />
    </>
  )
}

function Actions({ transfer }: TransferRowProps) {
  const [asking, setAsking] = useState(false)
  const cancel = useMutation(cancelTransfer())
  const retry = useMutation(retryTransfer())
  const showSaved = useMutation(showSavedTransfer())
  const ref = { transferId: transfer.id }
  const again = retryWord(transfer)
  const removed = removeWords(transfer)
  return (
    <div className={styles.actions}>
      {again === null ? null : (
        <Button size="small" disabled={retry.isPending} onClick={() => retry.mutate(ref)}>
          {again}
        </Button>
      )}
      {removed === null ? null : (
        <Button
          size="small"
          variant="quiet"
          aria-label={`Remove ${transfer.name}…`}
          disabled={cancel.isPending}
          onClick={() => setAsking(true)}
        >
          Remove…
        </Button>
      )}
      {asking && removed !== null ? (
        <ConfirmDialog
          tone="danger"
          title={
            <>
              Remove <bdi>{transfer.name}</bdi>?
            </>
          }
          confirm="Remove"
          onConfirm={() => {
            cancel.mutate(ref)
            setAsking(false)
          }}
          onClose={() => setAsking(false)}
        >
          {removed}
        </ConfirmDialog>
      ) : null}
      {transfer.kind === 'save' && transfer.state === 'done' ? (
        <IconButton label={`Show ${transfer.name} in its folder`} onClick={() => showSaved.mutate(ref)}>
          <FolderOpen />
        </IconButton>
      ) : null}
      {isActive(transfer.state) ? (
        <IconButton
          label={`Cancel ${transfer.name}`}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate(ref)}
        >
          <X />
        </IconButton>
      ) : null}
    </div>
  )
}
