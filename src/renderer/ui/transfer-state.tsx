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
import type { Transfer, TransferState as State } from '../../shared/transfers.ts'
import { formatPercent } from './format.ts'
import { ProgressBar } from './progress-bar.tsx'
import styles from './transfer-state.module.css'

interface StateFace {
  readonly icon: LucideIcon
  readonly word: string
  readonly tone: 'muted' | 'accent' | 'done' | 'warning' | 'danger'
}

const faces: Readonly<Record<State, StateFace>> = {
  waiting: { icon: Clock, word: 'Waiting', tone: 'muted' },
  running: { icon: LoaderCircle, word: 'Running', tone: 'accent' },
  reconnecting: { icon: Unplug, word: 'Reconnecting', tone: 'warning' },
  paused: { icon: CirclePause, word: 'Paused', tone: 'muted' },
  queueing: { icon: Send, word: 'Queueing', tone: 'accent' },
  done: { icon: CircleCheck, word: 'Submitted', tone: 'done' },
  stored: { icon: TriangleAlert, word: 'Stored, not queued', tone: 'warning' },
  interrupted: { icon: CircleDashed, word: 'Interrupted', tone: 'warning' },
  failed: { icon: CircleAlert, word: 'Failed', tone: 'danger' },
  cancelled: { icon: CircleSlash, word: 'Cancelled', tone: 'muted' },
}

/** The progress of a transfer, 0 to 1; `null` if its size is unknown. */
export function transferPart(transfer: Transfer): number | null {
  if (transfer.bytesTotal === null) return null
  return transfer.bytesTotal === 0 ? 1 : transfer.bytesDone / transfer.bytesTotal
}

/** A transfer's state as icon and label, with a progress bar while bytes move. */
export function TransferState({ transfer }: { readonly transfer: Transfer }) {
  if (transfer.state === 'running') {
    const part = transferPart(transfer)
    return (
      <span className={styles.running}>
        <span className={styles.bar}>
          <ProgressBar label={`Progress of ${transfer.name}`} value={part} />
        </span>
        <span>{part === null ? 'Running' : formatPercent(part)}</span>
      </span>
    )
  }
  const { icon: Icon, word, tone } = faces[transfer.state]
  return (
    <span className={styles.state} data-tone={tone} title={transfer.error?.message}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  )
}
