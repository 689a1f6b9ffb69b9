import { CircleCheck, CircleDashed, CircleDot, Tag, type LucideIcon } from 'lucide-react'
import { statusName, type StatusName } from './status-name.ts'
import styles from './status-tag.module.css'

const icons: Readonly<Record<StatusName['tone'], LucideIcon>> = {
  pending: CircleDashed,
  progress: CircleDot,
  done: CircleCheck,
  other: Tag,
}

interface StatusTagProps {
  /** As in the queue's configuration: `pending`, `inprogress`, … */
  readonly status: string
}

/** A status with icon, colour and label. */
export function StatusTag({ status }: StatusTagProps) {
  const { label, tone } = statusName(status)
  const Icon = icons[tone]
  return (
    <span className={styles.tag} data-tone={tone}>
      <Icon size={13} aria-hidden />
      {label}
    </span>
  )
}
