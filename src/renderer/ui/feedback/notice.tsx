import type { ReactNode } from 'react'
import { CircleAlert, CircleCheck, Info, TriangleAlert, type LucideIcon } from 'lucide-react'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './notice.module.css'

type Tone = 'info' | 'success' | 'warning' | 'danger'

const icons: Readonly<Record<Tone, LucideIcon>> = {
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: CircleAlert,
}

interface NoticeProps {
  readonly tone?: Tone
  /** Says what happened, as a sentence. */
  readonly title: ReactNode
  /** Says what to do about it, with buttons. */
  readonly children?: ReactNode
}

/** An inline message. Screen readers announce warnings and errors. */
export function Notice({ tone = 'info', title, children }: NoticeProps) {
  const Icon = icons[tone]
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon size={16} aria-hidden className={styles.icon} />
      <div className={styles.content}>
        <div className={styles.title}>{typeof title === 'string' ? visibleText(title) : title}</div>
        {children === undefined || children === null || children === '' ? null : (
          <div className={styles.text}>{children}</div>
        )}
      </div>
    </div>
  )
}
