import {
  Archive,
  CheckCheck,
  CircleAlert,
  CircleCheck,
  CircleDot,
  CircleSlash,
  Clock,
  Hand,
  HardDriveDownload,
  Send,
  TriangleAlert,
  Undo2,
  type LucideIcon,
} from 'lucide-react'
import type { HistoryState as State } from '../../../shared/history.ts'
import styles from './history-view.module.css'

interface StateDisplay {
  readonly icon: LucideIcon
  readonly label: string
  readonly tone: 'muted' | 'accent' | 'progress' | 'done' | 'warning' | 'danger'
}

/** Icon, label and colour of each state. */
export const historyStates: Readonly<Record<State, StateDisplay>> = {
  planned: { icon: Clock, label: 'Planned', tone: 'muted' },
  stored: { icon: Archive, label: 'Stored', tone: 'muted' },
  sent: { icon: Send, label: 'Sent', tone: 'accent' },
  claimed: { icon: Hand, label: 'Claimed', tone: 'progress' },
  saved: { icon: HardDriveDownload, label: 'Saved', tone: 'progress' },
  started: { icon: CircleDot, label: 'In progress', tone: 'progress' },
  completed: { icon: CircleCheck, label: 'Completed', tone: 'done' },
  acknowledged: { icon: CheckCheck, label: 'Acknowledged', tone: 'done' },
  released: { icon: Undo2, label: 'Released', tone: 'muted' },
  lost: { icon: TriangleAlert, label: 'Lease lost', tone: 'warning' },
  dead: { icon: TriangleAlert, label: 'Dead', tone: 'danger' },
  result: { icon: CircleCheck, label: 'Result found', tone: 'accent' },
  opened: { icon: CheckCheck, label: 'Results seen', tone: 'done' },
  failed: { icon: CircleAlert, label: 'Failed', tone: 'danger' },
  cancelled: { icon: CircleSlash, label: 'Cancelled', tone: 'muted' },
}

/** A job's newest step as icon and label. */
export function HistoryState({ state }: { readonly state: State }) {
  const { icon: Icon, label, tone } = historyStates[state]
  return (
    <span className={styles.state} data-tone={tone}>
      <Icon size={14} aria-hidden />
      {label}
    </span>
  )
}
