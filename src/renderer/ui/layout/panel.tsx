import type { ReactNode } from 'react'
import { useId } from 'react'
import styles from './panel.module.css'

interface PanelProps {
  readonly title?: ReactNode
  readonly description?: ReactNode
  /** Shown to the right of the title. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** A titled box, exposed as a section. */
export function Panel({ title, description, actions, children }: PanelProps) {
  const id = useId()
  return (
    <section className={styles.panel} aria-labelledby={title === undefined ? undefined : id}>
      {title === undefined ? null : (
        <header className={styles.head}>
          <div className={styles.content}>
            <h2 id={id} className={styles.title}>
              {title}
            </h2>
            {description === undefined ? null : <div className={styles.description}>{description}</div>}
          </div>
          {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
        </header>
      )}
      {children}
    </section>
  )
}
