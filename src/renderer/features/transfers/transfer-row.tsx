import {
  ArrowDownToLine,
  ArrowUpFromLine,
  Ban,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  Clock,
  MailQuestionMark,
  MailWarning,
  Send,
  Unplug,
  type LucideIcon,
} from 'lucide-react'
import type { Transfer, TransferState } from '../../../shared/files/transfers.ts'
import { formatBytes, formatDuration, formatPercent, formatSpeed } from '../../ui/text/format.ts'
import { RemedyButton } from '../../ui/feedback/remedy.tsx'
import { ProgressBar } from '../../ui/feedback/progress-bar.tsx'
import { transferProgress } from '../../ui/transfer-progress.ts'
import { TransferActions } from './transfer-actions.tsx'
import { canMove, exactProgress, isUpload, locationText, secondsLeft, stateLabel } from './transfer-text.ts'
import { ForeignText } from '../../ui/text/foreign-text.tsx'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './transfers.module.css'

const stateIcons = {
  waiting: Clock,
  queueing: Send,
  reconnecting: Unplug,
  paused: CirclePause,
  done: CircleCheck,
  stored: MailWarning,
  unconfirmed: MailQuestionMark,
  interrupted: CircleDashed,
  failed: CircleAlert,
  cancelled: Ban,
} as const satisfies Record<Exclude<TransferState, 'running'>, LucideIcon>

interface TransferRowProps {
  readonly transfer: Transfer
}

/** One transfer with its progress and actions. */
export function TransferRow({ transfer }: TransferRowProps) {
  const DirectionIcon = isUpload(transfer) ? ArrowUpFromLine : ArrowDownToLine
  const StateIcon = transfer.state === 'running' ? DirectionIcon : stateIcons[transfer.state]
  return (
    <div className={styles.transfer} data-state={transfer.state}>
      <span className={styles.stateIcon}>
        <StateIcon size={18} strokeWidth={1.75} aria-hidden />
      </span>
      <div className={styles.text}>
        <span className={styles.name} title={visibleText(transfer.name, true)}>
          <ForeignText text={transfer.name} isName />
        </span>
        <span className={styles.location}>{locationText(transfer)}</span>
      </div>
      <div className={styles.progress}>
        <span className={styles.state}>{stateLabel(transfer)}</span>
        <Progress transfer={transfer} />
      </div>
      <TransferActions transfer={transfer} />
      {transfer.note === null ? null : <p className={styles.note}>{transfer.note}</p>}
      {transfer.error === null ? null : (
        <div className={styles.error}>
          <p>
            {/* It is tried again without the user, so a hint such as “Try again” would mislead. */}
            {transfer.error.message} {transfer.state === 'reconnecting' ? null : transfer.error.hint}
          </p>
          <RemedyButton remedy={transfer.error.remedy} />
        </div>
      )}
    </div>
  )
}

function Progress({ transfer }: TransferRowProps) {
  const { bytesDone, bytesTotal, state } = transfer
  const isUnderWay = state === 'running'
  const progress = transferProgress(transfer)
  if (isUnderWay || (canMove(transfer) && bytesDone > 0 && progress !== null)) {
    const left = secondsLeft(transfer)
    const words = [
      progress === null ? formatBytes(bytesDone) : formatPercent(progress),
      transfer.bytesPerSecond > 0 && isUnderWay ? formatSpeed(transfer.bytesPerSecond) : null,
      left === null ? null : `${formatDuration(left * 1_000)} left`,
    ].filter((word) => word !== null)
    return (
      <>
        <span className={styles.detail} title={exactProgress(transfer)}>
          {words.join(' · ')}
        </span>
        <ProgressBar label={`Progress of ${transfer.name}`} value={progress} />
      </>
    )
  }
  const size = bytesTotal === null ? null : formatBytes(bytesTotal)
  const id = transfer.jobId === null ? null : `job ${transfer.jobId.slice(0, 8)}`
  const words = [size, id].filter((word) => word !== null)
  return <span className={styles.detail}>{words.join(' · ')}</span>
}
