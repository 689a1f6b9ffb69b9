import type { FormEvent, ReactNode } from 'react'
import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'
import { IconButton } from './icon-button.tsx'
import { useCountsAsDialog } from './open-dialogs.ts'

interface DialogProps {
  readonly title: ReactNode
  readonly description?: ReactNode
  readonly size?: 'small' | 'normal' | 'wide'
  /** Esc, a click beside it and its cross. */
  readonly onClose: () => void
  /** The buttons, the main one last. */
  readonly actions?: ReactNode
  /** With it the dialog is a form: a `submit` button and Enter call it. */
  readonly onSubmit?: () => void
  readonly children: ReactNode
}

/** Open as long as it is in the tree. */
export function Dialog(props: DialogProps) {
  const { title, description, size = 'normal', onClose, actions, onSubmit, children } = props
  useCountsAsDialog()
  const inside = (
    <>
      <div className={styles.body}>{children}</div>
      {actions === undefined ? null : <div className={styles.footer}>{actions}</div>}
    </>
  )
  return (
    <Base.Root
      open
      onOpenChange={(open) => {
        if (!open) onClose()
      }}
    >
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={classNames(styles.popup, styles[size])}>
          <header className={styles.head}>
            <div className={styles.titles}>
              <Base.Title className={styles.title}>{title}</Base.Title>
              {description === undefined ? null : (
                <Base.Description className={styles.description}>{description}</Base.Description>
              )}
            </div>
          </header>
          {onSubmit === undefined ? (
            inside
          ) : (
            <form
              className={styles.form}
              noValidate
              onSubmit={(event: FormEvent) => {
                event.preventDefault()
                event.stopPropagation()
                onSubmit()
              }}
            >
              {inside}
            </form>
          )}
          {/* The last one, so that the focus starts with what the dialog is about. */}
          <IconButton label="Close" className={styles.close} onClick={onClose}>
            <X />
          </IconButton>
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
