import type { ReactNode } from 'react'
import styles from './footer-bar.module.css'
import { RequestsToday } from './requests-today.tsx'

interface FooterBarProps {
  /** The transfers, on the left. */
  readonly children: ReactNode
}

/** The status bar, with transfers and request costs. Always visible. */
export function FooterBar({ children }: FooterBarProps) {
  return (
    <footer className={styles.footer} aria-label="Transfers and requests">
      {children}
      <RequestsToday />
    </footer>
  )
}
