import type { ReactNode } from 'react'
import { ArrowLeft } from 'lucide-react'
import { IconButton } from '../controls/icon-button.tsx'
import styles from './page-header.module.css'

interface PageHeaderProps {
  /** Goes back to the parent page. Shown before the title, so that it fits even in narrow windows. */
  readonly back?: { readonly label: string; readonly run: () => void }
  readonly title: ReactNode
  /** Chips next to the title. They shrink before the buttons do. */
  readonly meta?: ReactNode
  readonly actions?: ReactNode
}

export function PageHeader({ back, title, meta, actions }: PageHeaderProps) {
  return (
    <header className={styles.header}>
      <div className={styles.row}>
        {back === undefined ? null : (
          <IconButton label={back.label} className={styles.back} onClick={back.run}>
            <ArrowLeft />
          </IconButton>
        )}
        <h1 className={styles.title}>{title}</h1>
        <div className={styles.meta}>{meta}</div>
        {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
      </div>
    </header>
  )
}
