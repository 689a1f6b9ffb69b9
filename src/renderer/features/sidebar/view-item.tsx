import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './sidebar.module.css'

interface ViewItemProps {
  readonly icon: LucideIcon
  readonly current: boolean
  readonly onSelect: () => void
  readonly trailing?: ReactNode
  readonly children: string
}

/** A view or a job queue in the sidebar. */
export function ViewItem({ icon: Icon, current, onSelect, trailing, children }: ViewItemProps) {
  return (
    <button
      type="button"
      className={styles.item}
      aria-current={current ? 'page' : undefined}
      onClick={onSelect}
    >
      <Icon size={16} strokeWidth={1.75} aria-hidden />
      <span className={styles.name} title={children}>
        {children}
      </span>
      {trailing}
    </button>
  )
}
