import type { ReactNode } from 'react'
import styles from './chip.module.css'

interface ChipProps {
  /** A `StatusDot` or a lucide icon. */
  readonly icon?: ReactNode
  readonly children: ReactNode
}

export function Chip({ icon, children }: ChipProps) {
  return (
    <span className={styles.chip}>
      {icon}
      <span className={styles.content}>{children}</span>
    </span>
  )
}
