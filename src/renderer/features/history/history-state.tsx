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

interface StateFace {
  readonly icon: LucideIcon
  readonly word: string
  readonly tone: 'muted' | 'accent' | 'progress' | 'done' | 'warning' | 'danger'
}

/** Icon, label and colour of each state. */
export const historyStates: Readonly<Record<State, StateFace>> = {
  planned: { icon: Clock, word: 'Planned', tone: 'muted' },
  stored: { icon: Archive, word: 'Stored', tone: 'muted' },
  sent: { icon: Send, word: 'Sent', tone: 'accent' },
  claimed: { icon: Hand, word: 'Claimed', tone: 'progress' },
  saved: { icon: HardDriveDownload, word: 'Saved', tone: 'progress' },
  started: { icon: CircleDot, word: 'In progress', tone: 'progress' },
  completed: { icon: CircleCheck, word: 'Completed', tone: 'done' },
  acknowledged: { icon: CheckCheck, word: 'Acknowledged', tone: 'done' },
  released: { icon: Undo2, word: 'Released', tone: 'muted' },
  lost: { icon: TriangleAlert, word: 'Lease lost', tone: 'warning' },
  failed: { icon: CircleAlert, word: 'Failed', tone: 'danger' },
  cancelled: { icon: CircleSlash, word: 'Cancelled', tone: 'muted' },
}

/** A job's newest step as icon and label. */
export function HistoryState({ state }: { readonly state: State }) {
  const { icon: Icon, word, tone } = historyStates[state]
  return (
    <span className={styles.state} data-tone={tone}>
      <Icon size={14} aria-hidden />
      {word}
    </span>
  )
}
