import type { ReactNode } from 'react'
import { ScrollArea as Base } from '@base-ui/react/scroll-area'
import styles from './scroll-area.module.css'

/** Scrolls its content vertically, with a thin bar that shows on hover. */
export function ScrollArea({ children }: { readonly children: ReactNode }) {
  return (
    <Base.Root className={styles.root}>
      <Base.Viewport className={styles.viewport}>
        <Base.Content className={styles.content}>{children}</Base.Content>
      </Base.Viewport>
      <Base.Scrollbar className={styles.bar}>
        <Base.Thumb className={styles.thumb} />
      </Base.Scrollbar>
    </Base.Root>
  )
}
