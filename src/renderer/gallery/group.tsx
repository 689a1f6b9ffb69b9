import type { ReactNode } from 'react'
import styles from './gallery.module.css'

interface GroupProps {
  readonly label: string
  /** `column` stacks them in a narrow column, `wide` across the full width. */
  readonly variant?: 'row' | 'column' | 'wide'
  readonly children: ReactNode
}

/** Some components with a label. */
export function Group({ label, variant = 'row', children }: GroupProps) {
  return (
    <section className={styles.group} aria-label={label}>
      <h2 className={styles.label}>{label}</h2>
      <div className={styles[variant]}>{children}</div>
    </section>
  )
}
