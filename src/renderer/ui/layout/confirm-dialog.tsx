import type { ReactNode } from 'react'
import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Button } from '../controls/button.tsx'
import { classNames } from '../class-names.ts'
import styles from './dialog.module.css'
import { useOpenDialog } from './open-dialogs.ts'
import { useInitialFocus } from './use-initial-focus.ts'
import { CurrentConnectionLine } from './current-connection-line.tsx'

interface ConfirmDialogProps {
  /** The question, such as “Remove cat.jpg?” */
  readonly title: ReactNode
  /** The confirm button's label, a verb. */
  readonly confirm: string
  readonly tone?: 'primary' | 'danger'
  /** Names the connection that the action applies to. Default: false. */
  readonly onServer?: boolean
  readonly onConfirm: () => void
  readonly onClose: () => void
  /** Describes the consequences. */
  readonly children: ReactNode
}

/** Asks before an action that cannot be undone. Open while mounted; the initial focus is on Cancel. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, confirm, tone = 'primary', onServer = false, onConfirm, onClose, children } = props
  useOpenDialog()
  const focus = useInitialFocus()
  return (
    <AlertDialog.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={styles.backdrop} />
        <AlertDialog.Popup {...focus} className={classNames(styles.popup, styles.small)}>
          <header className={styles.head}>
            <AlertDialog.Title className={styles.title}>{title}</AlertDialog.Title>
          </header>
          <AlertDialog.Description className={styles.confirmBody} render={<div />}>
            {onServer ? <CurrentConnectionLine /> : null}
            {children}
          </AlertDialog.Description>
          <div className={styles.footer}>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant={tone} onClick={onConfirm}>
              {confirm}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
