import type { ReactNode } from 'react'
import styles from './gallery.module.css'

interface GroupProps {
  readonly label: string
  /** `column` stacks them. */
  readonly variant?: 'row' | 'column'
  readonly children: ReactNode
}

/** Some components with a label. */
export function Group({ label, variant = 'row', children }: GroupProps) {
  return (
    <section className={styles.group} aria-label={label}>
      <h2 className={styles.label}>{label}</h2>
      <div className={variant === 'row' ? styles.row : styles.column}>{children}</div>
    </section>
  )
}
