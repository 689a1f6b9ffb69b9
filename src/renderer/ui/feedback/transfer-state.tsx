import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleSlash,
  Clock,
  LoaderCircle,
  Send,
  TriangleAlert,
  Unplug,
  type LucideIcon,
} from 'lucide-react'
import type { Transfer, TransferState as State } from '../../../shared/transfers.ts'
import { formatPercent } from '../format.ts'
import { ProgressBar } from './progress-bar.tsx'
import styles from './transfer-state.module.css'

interface StateDisplay {
  readonly icon: LucideIcon
  readonly label: string
  readonly tone: 'muted' | 'accent' | 'done' | 'warning' | 'danger'
}

const displays: Readonly<Record<State, StateDisplay>> = {
  waiting: { icon: Clock, label: 'Waiting', tone: 'muted' },
  running: { icon: LoaderCircle, label: 'Running', tone: 'accent' },
  reconnecting: { icon: Unplug, label: 'Reconnecting', tone: 'warning' },
  paused: { icon: CirclePause, label: 'Paused', tone: 'muted' },
  queueing: { icon: Send, label: 'Queueing', tone: 'accent' },
  done: { icon: CircleCheck, label: 'Submitted', tone: 'done' },
  stored: { icon: TriangleAlert, label: 'Stored, not queued', tone: 'warning' },
  unconfirmed: { icon: TriangleAlert, label: 'Stored, maybe queued', tone: 'warning' },
  interrupted: { icon: CircleDashed, label: 'Interrupted', tone: 'warning' },
  failed: { icon: CircleAlert, label: 'Failed', tone: 'danger' },
  cancelled: { icon: CircleSlash, label: 'Cancelled', tone: 'muted' },
}

/** The progress of a transfer, 0 to 1; `null` if its size is unknown. */
export function transferProgress(transfer: Transfer): number | null {
  if (transfer.bytesTotal === null) return null
  return transfer.bytesTotal === 0 ? 1 : transfer.bytesDone / transfer.bytesTotal
}

/** A transfer's state as icon and label, with a progress bar while bytes move. */
export function TransferState({ transfer }: { readonly transfer: Transfer }) {
  if (transfer.state === 'running') {
    const progress = transferProgress(transfer)
    return (
      <span className={styles.running}>
        <span className={styles.bar}>
          <ProgressBar label={`Progress of ${transfer.name}`} value={progress} />
        </span>
        <span>{progress === null ? 'Running' : formatPercent(progress)}</span>
      </span>
    )
  }
  const { icon: Icon, label, tone } = displays[transfer.state]
  return (
    <span className={styles.state} data-tone={tone} title={transfer.error?.message}>
      <Icon size={14} aria-hidden />
      {label}
    </span>
  )
}
